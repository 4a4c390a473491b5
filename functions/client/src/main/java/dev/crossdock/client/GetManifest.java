package dev.crossdock.client;

import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code GET /v2/<name>/manifests/<reference>}. */
record GetManifest(Endpoint endpoint, TagOrDigest reference) {
    /** Schema 1 as well: a registry that has nothing else then says so, and so can we. */
    static final String ACCEPT = Stream
            .of(MediaType.OCI_MANIFEST, MediaType.OCI_INDEX, MediaType.DOCKER_MANIFEST, MediaType.DOCKER_MANIFEST_LIST,
                    MediaType.DOCKER_SCHEMA1_SIGNED, MediaType.DOCKER_SCHEMA1)
            .map(MediaType::text).collect(Collectors.joining(", "));
    private static final String WEB_PAGE = "text/html";
    private static final List<MediaType> SCHEMA1 = List.of(MediaType.DOCKER_SCHEMA1, MediaType.DOCKER_SCHEMA1_SIGNED);

    RawManifest run() {
        return run(reply -> {
            throw endpoint.session().failure(errand(), reply);
        }).orElseThrow();
    }

    /** Empty where the registry has none. */
    Optional<RawManifest> find() {
        return run(_ -> Optional.empty());
    }

    private Optional<RawManifest> run(Session.Reading<Optional<RawManifest>> absent) {
        Request request = Request.of("GET", endpoint.address("/manifests/" + reference)).with("Accept", ACCEPT);
        return endpoint.session().ask(endpoint.asking(errand(), request), reply -> switch (reply.status()) {
            case 200 -> Optional.of(read(reply));
            case 404 -> absent.read(reply);
            default -> throw endpoint.session().failure(errand(), reply);
        });
    }

    private Errand errand() {
        return endpoint.errand("read manifest", reference, "200");
    }

    private RawManifest read(Reply reply) throws IOException {
        String mediaType = MediaType.withoutParameters(reply.header("Content-Type").orElse(""));
        if (MediaType.find(mediaType).filter(SCHEMA1::contains).isPresent()) {
            throw new Refused(errand().got("a Docker schema 1 manifest (" + mediaType + ")",
                    "an OCI or Docker schema 2 manifest: push the image again with a tool of today"), null);
        }
        if (mediaType.equals(WEB_PAGE)) {
            throw new Refused(errand().got("a web page (text/html)",
                    "a manifest: name a registry's own address, past whatever asks people to sign in there"), null);
        }
        byte[] bytes = reply.bytes(RawManifest.MAXIMUM_BYTES)
                .orElseThrow(() -> new Refused(errand().got("a manifest that does not end",
                        "at most %d bytes".formatted(RawManifest.MAXIMUM_BYTES)), null));
        Optional<Digest> claimed = reference instanceof Digest digest ? Optional.of(digest) : claimed(reply);
        RawManifest manifest = RawManifest.of(mediaType, bytes,
                claimed.map(Digest::algorithm).orElse(DigestAlgorithm.SHA256));
        if (claimed.isPresent() && !claimed.get().equals(manifest.digest())) {
            throw new Corrupt(errand().got("bytes with the digest " + manifest.digest(),
                    reference instanceof Digest
                            ? "those asked for"
                            : claimed.get() + ", which the registry's own header says"),
                    null);
        }
        return manifest;
    }

    /** What the registry says the digest is; empty where it says nothing that we understand. */
    static Optional<Digest> claimed(Reply reply) {
        try {
            return reply.header("Docker-Content-Digest").map(String::strip).map(Digest::parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
