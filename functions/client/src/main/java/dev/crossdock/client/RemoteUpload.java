package dev.crossdock.client;

import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.ErrorBody;
import dev.crossdock.client.http.ErrorBody.Code;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.Upload;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code PUT <location>?digest=<digest>}, {@code PATCH <location>}, {@code GET <location>}, {@code DELETE <location>}; each
 * answer may say where the next request goes.
 */
final class RemoteUpload implements Upload {
    private final Endpoint endpoint;
    private final Descriptor blob;
    private final int leastChunk;
    private Address location;

    RemoteUpload(Endpoint endpoint, Descriptor blob, Address location, int leastChunk) {
        this.endpoint = endpoint;
        this.blob = blob;
        this.location = location;
        this.leastChunk = leastChunk;
    }

    @Override
    public Answer stream(Upload.Body body) {
        Errand errand = endpoint.errand("push blob", blob.digest(), "201");
        Request request = Request.of("PUT", committing());
        boolean mayIdle = !endpoint.session().host().traits().uploads().chunks();
        try (Reply reply = sent(endpoint.writing(errand, request),
                new Request.Body.Streamed(blob.size(), body, mayIdle))) {
            Answer answer = committed(errand, reply);
            if (answer instanceof Answer.Declined(Reason reason, _, var failure) && reason == Reason.OTHER_BYTES) {
                throw failure;
            }
            return answer;
        }
    }

    @Override
    public Answer chunk(long offset, ByteBuffer bytes) {
        long end = offset + bytes.remaining();
        Errand errand = endpoint.errand("push bytes %d to %d of blob".formatted(offset, end - 1), blob.digest(), "202");
        Request request = Request.of("PATCH", location).with("Content-Range", offset + "-" + (end - 1));
        Request.Body.Streamed body = new Request.Body.Streamed(bytes.remaining(),
                target -> target.write(bytes.duplicate()));
        try (Reply reply = sent(endpoint.writing(errand, request), body)) {
            // 202 says the specification; ECR says 201, others 204 or 200.
            if (reply.status() < 200 || reply.status() > 204) {
                return declined(errand, reply);
            }
            location = UploadReply.next(errand, reply).orElse(location);
            return new Answer.Taken(UploadReply.held(reply));
        }
    }

    @Override
    public Standing standing() {
        Errand errand = endpoint.errand("ask for the upload of blob", blob.digest(), "204");
        return endpoint.session().ask(endpoint.writing(errand, Request.of("GET", location)), reply -> {
            if (reply.status() == 404 || reply.status() == 410 || reply.status() == 400) {
                return new Standing.Gone();
            }
            OptionalLong held = UploadReply.held(reply);
            if (reply.status() < 200 || reply.status() > 204 || held.isEmpty()) {
                return new Standing.Untold();
            }
            location = UploadReply.next(errand, reply).orElse(location);
            return new Standing.Holds(held.getAsLong());
        });
    }

    @Override
    public Answer commit() {
        Errand errand = endpoint.errand("commit blob", blob.digest(), "201");
        try (Reply reply = sent(endpoint.writing(errand, Request.of("PUT", committing())),
                new Request.Body.Streamed(0, target -> {
                    // All of it was sent in chunks.
                }))) {
            return committed(errand, reply);
        }
    }

    /**
     * Sent on with the same method and the same bytes: what is at hand, or what the writer writes once more. Nobody but the
     * registry is told who we are.
     */
    private Reply sent(Session.Asking asking, Request.Body.Streamed body) {
        Session.Asking hop = asking;
        for (int redirects = 0; redirects <= Redirect.MAXIMUM_HOPS; redirects++) {
            Reply reply = endpoint.session().stream(hop, body);
            if (!Redirect.STATUSES.contains(reply.status())) {
                return redirects == 0 ? reply : reply.sentOn();
            }
            try (reply) {
                hop = hop.to(Redirect.next(hop, reply));
            }
        }
        throw Redirect.endless(asking.errand());
    }

    private Address committing() {
        return location.with("digest", blob.digest().toString());
    }

    private Answer committed(Errand errand, Reply reply) {
        if (reply.status() != 201 && reply.status() != 204) {
            return declined(errand, reply);
        }
        Optional<Digest> stored = GetManifest.claimed(reply)
                .filter(digest -> digest.algorithm() == blob.digest().algorithm());
        if (!stored.orElse(blob.digest()).equals(blob.digest())) {
            throw new Corrupt(errand.got("%d for %s".formatted(reply.status(), stored.get()), "the blob's digest"),
                    null);
        }
        return new Answer.Taken(OptionalLong.of(blob.size()));
    }

    /** Throws what no other way of sending could help against. */
    private Answer declined(Errand errand, Reply reply) {
        ErrorBody said = reply.error();
        Optional<Reason> reason = UploadReply.reason(reply, said);
        // A registry that found another digest got other bytes than we sent: they have to be sent again.
        RegistryException failure = said.has(Code.DIGEST_INVALID)
                ? new Corrupt(errand.got(reply.status() + " " + said, errand.wanted()), null)
                : endpoint.session().failure(errand, reply, said);
        return new Answer.Declined(reason.orElseThrow(() -> failure), UploadReply.wanted(reply, said), failure);
    }

    @Override
    public int leastChunk() {
        return leastChunk;
    }

    @Override
    public String address() {
        return location.whole();
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
