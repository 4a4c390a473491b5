package dev.crossdock.client;

import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.ErrorBody;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.transfer.Upload;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.RegistryException.Corrupt;
import java.util.Optional;

/** {@code PUT <location>?digest=<digest>}, or {@code DELETE <location>}. */
record RemoteUpload(Endpoint endpoint, Descriptor blob, Address location) implements Upload {
    @Override
    public void stream(Upload.Body body) {
        CountedBody counted = new CountedBody(body);
        try {
            send(counted);
        } catch (RegistryException e) {
            throw counted.threw(e) ? e : e.after(counted.count(), blob.size());
        }
    }

    private void send(Upload.Body body) {
        Errand errand = endpoint.errand("push blob", blob.digest(), "201");
        Request request = Request.of("PUT", location.with("digest", blob.digest().toString()));
        try (Reply reply = endpoint.session().stream(endpoint.writing(errand, request),
                new Request.Body.Streamed(blob.size(), body))) {
            if (reply.status() != 201 && reply.status() != 204) {
                throw failure(errand, reply);
            }
            Optional<Digest> stored = GetManifest.claimed(reply)
                    .filter(digest -> digest.algorithm() == blob.digest().algorithm());
            if (!stored.orElse(blob.digest()).equals(blob.digest())) {
                throw new Corrupt(errand.got("%d for %s".formatted(reply.status(), stored.get()), "the blob's digest"),
                        null);
            }
        }
    }

    /** A registry that found another digest got other bytes than we sent: they have to be sent again. */
    private RegistryException failure(Errand errand, Reply reply) {
        ErrorBody said = reply.error();
        return said.has(ErrorBody.Code.DIGEST_INVALID)
                ? new Corrupt(errand.got(reply.status() + " " + said, errand.wanted()), null)
                : endpoint.session().failure(errand, reply, said);
    }

    @Override
    public void cancel() {
        Errand errand = endpoint.errand("cancel upload of blob", blob.digest(), "204");
        try {
            endpoint.session().once(endpoint.writing(errand, Request.of("DELETE", location)));
        } catch (RegistryException e) {
            // The registry forgets it by itself, later.
        }
    }
}
