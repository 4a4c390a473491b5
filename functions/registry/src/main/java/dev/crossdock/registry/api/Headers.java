package dev.crossdock.registry.api;

import dev.crossdock.image.Digest;
import java.util.Arrays;

/** What the headers of HTTP say of content that has a digest. */
final class Headers {
    private Headers() {}

    static String entityTag(Digest digest) {
        return "\"" + digest + "\"";
    }

    /** Whether the client already has what carries this entity tag. */
    static boolean isUnmodified(RegistryRequest request, String entityTag) {
        return request.header("If-None-Match").filter(held -> held.equals("*") || Arrays.stream(held.split(",", -1))
                .map(String::strip).anyMatch(one -> one.equals(entityTag) || one.equals("W/" + entityTag)))
                .isPresent();
    }
}
