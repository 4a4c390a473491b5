package dev.crossdock.client;

import dev.crossdock.client.auth.Scope;
import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.client.tls.NativeCrypto;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Repository;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Missing;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.Target.MountAnswer;
import dev.crossdock.transfer.Upload;
import java.util.List;
import java.util.Optional;

/** {@code POST /v2/<name>/blobs/uploads/}, with or without {@code ?mount=<digest>&from=<name>}. */
record OpenUpload(Endpoint endpoint, Descriptor blob) {
    Upload run() {
        Errand errand = endpoint.errand("begin upload of blob", blob.digest(), "202");
        Request request = Request.of("POST", endpoint.address("/blobs/uploads/"));
        return endpoint.session().ask(endpoint.writing(errand, request), reply -> {
            if (reply.status() != 202) {
                throw endpoint.session().failure(errand, reply);
            }
            return opened(errand, reply);
        });
    }

    /** The specification wants 202 where a registry does not mount; one that answers 4xx is asked for an upload. */
    MountAnswer mount(Repository from) {
        try {
            return ask(from);
        } catch (Refused | Missing e) {
            return new MountAnswer.UploadOpened(run());
        }
    }

    private MountAnswer ask(Repository from) {
        Errand errand = endpoint.errand("mount blob", blob.digest() + " from " + from, "201 or 202");
        Address address = endpoint.address("/blobs/uploads/").with("mount", blob.digest().toString()).with("from",
                from.name());
        Session.Asking asking = new Session.Asking(errand, Request.of("POST", address),
                List.of(Scope.pull(from), Scope.push(endpoint.repository())));
        return endpoint.session().ask(asking, reply -> switch (reply.status()) {
            case 201 -> new MountAnswer.Mounted();
            case 202 -> new MountAnswer.UploadOpened(opened(errand, reply));
            default -> throw endpoint.session().failure(errand, reply);
        });
    }

    /** Only an address that was of this registry when it was kept: the file it was kept in is not ours alone. */
    Optional<Upload> resume(String kept) {
        try {
            Address location = Address.parse(kept);
            if (!location.sameOrigin(endpoint.session().base())) {
                return Optional.empty();
            }
            NativeCrypto.installWhenUsed();
            return Optional.of(new RemoteUpload(endpoint, blob, location, 0));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Upload opened(Errand errand, Reply reply) {
        Address location = UploadReply.next(errand, reply).orElseThrow(
                () -> new Corrupt(errand.got("202 without a usable Location", "the address of the upload"), null));
        // A stream follows, and its bytes are hashed. Earlier would cost a copy that moves nothing 30 ms.
        NativeCrypto.installWhenUsed();
        return new RemoteUpload(endpoint, blob, location, UploadReply.leastChunk(reply));
    }
}
