package dev.crossdock.client;

import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.transfer.RegistryException.Corrupt;
import java.util.Optional;

/** {@code HEAD /v2/<name>/manifests/<reference>}; the manifest itself is read where that does not say enough. */
record HeadManifest(Endpoint endpoint, TagOrDigest reference) {
    /** What the registry told by HEAD. */
    private sealed interface Answer {
        record Described(Descriptor descriptor) implements Answer {}

        record Absent() implements Answer {}

        /** No digest, no length, no type, or no HEAD at all. */
        record TooLittle() implements Answer {}
    }

    Optional<Descriptor> run() {
        Request request = Request.of("HEAD", endpoint.address("/manifests/" + reference)).with("Accept",
                GetManifest.ACCEPT);
        Answer answer = endpoint.session().ask(endpoint.asking(errand(), request), reply -> switch (reply.status()) {
            case 200 -> read(reply);
            case 404 -> new Answer.Absent();
            case 405 -> new Answer.TooLittle();
            default -> throw endpoint.session().failure(errand(), reply);
        });
        return switch (answer) {
            case Answer.Described(Descriptor descriptor) -> Optional.of(descriptor);
            case Answer.Absent() -> Optional.empty();
            case Answer.TooLittle() -> new GetManifest(endpoint, reference).find()
                    .map(manifest -> new Descriptor(manifest.mediaType(), manifest.digest(), manifest.size()));
        };
    }

    private Errand errand() {
        return endpoint.errand("look up manifest", reference, "200 or 404");
    }

    private Answer read(Reply reply) {
        Optional<Digest> digest = GetManifest.claimed(reply);
        String mediaType = MediaType.withoutParameters(reply.header("Content-Type").orElse(""));
        if (digest.isEmpty() || mediaType.isEmpty() || reply.length().isEmpty()) {
            return new Answer.TooLittle();
        }
        if (reference instanceof Digest asked && !asked.equals(digest.get())) {
            throw new Corrupt(errand().got("a manifest with the digest " + digest.get(), "the one asked for"), null);
        }
        return new Answer.Described(new Descriptor(mediaType, digest.get(), reply.length().getAsLong()));
    }
}
