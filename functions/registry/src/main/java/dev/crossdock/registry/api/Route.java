package dev.crossdock.registry.api;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.TagOrDigest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** What an address means. Read from the end, since a repository's name has any number of slashes. */
sealed interface Route {
    /** What the addresses of repositories as such begin with. */
    List<String> OURS = List.of("_crossdock", "repositories");

    /** {@code /}: somebody is there. */
    record Alive() implements Route {}

    /** {@code /v2/}. */
    record Version() implements Route {}

    /** {@code /v2/_token}. */
    record Ticket() implements Route {}

    /** {@code /v2/_catalog}. */
    record Repositories() implements Route {}

    /** {@code /v2/_crossdock/repositories/{name}}: ours; no repository's name begins so. */
    record RepositoryAt(Repository repository) implements Route {}

    /** {@code /v2/{name}/tags/list}. */
    record TagList(Repository repository) implements Route {}

    /** {@code /v2/{name}/manifests/{tag or digest}}. */
    record ManifestAt(Repository repository, TagOrDigest reference) implements Route {}

    /** {@code /v2/{name}/blobs/{digest}}. */
    record BlobAt(Repository repository, Digest digest) implements Route {}

    /** {@code /v2/{name}/blobs/uploads/}. */
    record NewUpload(Repository repository) implements Route {}

    /** {@code /v2/{name}/blobs/uploads/{id}}. */
    record UploadAt(Repository repository, String id) implements Route {}

    /** {@code /v2/{name}/referrers/{digest}}. */
    record ReferrersOf(Repository repository, Digest subject) implements Route {}

    /** Throws where the address means nothing, or holds a name or a digest that is none. */
    static Route of(String path) {
        if (path.equals("/")) {
            return new Alive();
        }
        if (!path.startsWith("/")) { // OPTIONS *, which is meant for a whole server
            throw unknown();
        }
        List<String> parts = Arrays.stream(path.split("/", -1)).skip(1).map(Route::part).toList();
        if (!parts.getFirst().equals("v2")) {
            throw unknown();
        }
        List<String> rest = parts.subList(1, parts.size());
        if (rest.isEmpty() || rest.equals(List.of(""))) {
            return new Version();
        }
        if (rest.size() > 2 && rest.subList(0, 2).equals(OURS)) {
            return new RepositoryAt(repository(String.join("/", rest.subList(2, rest.size()))));
        }
        if (rest.equals(List.of("_token"))) {
            return new Ticket();
        }
        return rest.equals(List.of("_catalog")) ? new Repositories() : within(rest);
    }

    private static Route within(List<String> parts) {
        int count = parts.size();
        if (count < 3) {
            throw unknown();
        }
        String last = parts.get(count - 1);
        String kind = parts.get(count - 2);
        if (count > 3 && kind.equals("uploads") && parts.get(count - 3).equals("blobs")) {
            Repository repository = repository(parts, 3);
            return last.isEmpty() ? new NewUpload(repository) : new UploadAt(repository, last);
        }
        return switch (kind) {
            case "tags" -> tagList(parts, last);
            case "manifests" -> new ManifestAt(repository(parts, 2), reference(last));
            case "blobs" -> last.equals("uploads")
                    ? new NewUpload(repository(parts, 2))
                    : new BlobAt(repository(parts, 2), digest(last));
            case "referrers" -> new ReferrersOf(repository(parts, 2), digest(last));
            default -> throw unknown();
        };
    }

    private static Route tagList(List<String> parts, String last) {
        if (!last.equals("list")) {
            throw unknown();
        }
        return new TagList(repository(parts, 2));
    }

    private static Repository repository(List<String> parts, int behind) {
        return repository(String.join("/", parts.subList(0, parts.size() - behind)));
    }

    static Repository repository(String name) {
        return noun(Repository::new, name, ErrorCode.NAME_INVALID);
    }

    static Digest digest(String text) {
        return noun(Digest::parse, text, ErrorCode.DIGEST_INVALID);
    }

    private static TagOrDigest reference(String text) {
        return noun(TagOrDigest::parse, text, text.contains(":") ? ErrorCode.DIGEST_INVALID : ErrorCode.TAG_INVALID);
    }

    static <T> T noun(Function<String, T> reader, String text, ErrorCode otherwise) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(otherwise, String.valueOf(e.getMessage()));
        }
    }

    /** Some clients encode the colon of a digest; a slash that was encoded may not become one that separates. */
    private static String part(String encoded) {
        String decoded = encoded.contains("%") ? Query.decoded(encoded.replace("+", "%2B")) : encoded;
        if (decoded.contains("/")) {
            throw new RefusedException(ErrorCode.NAME_INVALID, "an encoded slash is part of no name");
        }
        return decoded;
    }

    private static RefusedException unknown() {
        return new RefusedException(ErrorCode.NOT_FOUND, "see the OCI distribution specification for what there is");
    }
}
