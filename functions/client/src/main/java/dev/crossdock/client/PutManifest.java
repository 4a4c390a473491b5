package dev.crossdock.client;

import dev.crossdock.client.http.ErrorBody;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Digest;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.Target.PutAnswer;
import java.util.Optional;

/** {@code PUT /v2/<name>/manifests/<reference>}. */
record PutManifest(Endpoint endpoint, TagOrDigest reference, RawManifest manifest) {
    PutAnswer run() {
        Errand errand = endpoint.errand("push manifest", reference, "201");
        Request request = Request.of("PUT", endpoint.address("/manifests/" + reference))
                .with("Content-Type", mediaType()).with(new Request.Body.Bytes(manifest.bytes()));
        return endpoint.session().ask(endpoint.writing(errand, request), reply -> switch (reply.status()) {
            case 200, 201 -> stored(errand, reply);
            case 400, 404 -> refused(errand, reply);
            default -> throw endpoint.session().failure(errand, reply);
        });
    }

    /** A source may have announced none, or application/json; targets want to be told, and the body knows. */
    private String mediaType() {
        if (MediaType.isManifest(manifest.mediaType())) {
            return manifest.mediaType();
        }
        try {
            return Manifest.parse(manifest).mediaType();
        } catch (MalformedManifestException e) {
            return manifest.mediaType(); // it is for the target to say what is wrong with it
        }
    }

    private PutAnswer stored(Errand errand, Reply reply) {
        Optional<Digest> claimed = GetManifest.claimed(reply)
                .filter(digest -> digest.algorithm() == manifest.digest().algorithm());
        if (!claimed.orElse(manifest.digest()).equals(manifest.digest())) {
            throw new Corrupt(errand.got("%d for %s".formatted(reply.status(), claimed.get()),
                    "it for " + manifest.digest() + ", whose bytes were sent"), null);
        }
        return new PutAnswer.Stored(reply.header("OCI-Subject").isPresent());
    }

    private PutAnswer refused(Errand errand, Reply reply) {
        ErrorBody said = reply.error();
        if (said.saysContentIsMissing()) {
            return new PutAnswer.BlobUnknown(reply.status() + " " + said);
        }
        throw endpoint.session().failure(errand, reply, said);
    }
}
