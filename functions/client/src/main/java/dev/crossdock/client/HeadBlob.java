package dev.crossdock.client;

import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Request;
import dev.crossdock.client.tls.NativeCrypto;
import dev.crossdock.image.Descriptor;
import dev.crossdock.transfer.RegistryException.Corrupt;

/** {@code HEAD /v2/<name>/blobs/<digest>}. */
record HeadBlob(Endpoint endpoint, Descriptor blob) {
    boolean run() {
        Errand errand = endpoint.errand("look up blob", blob.digest(), "200 or 404");
        Request request = Request.of("HEAD", endpoint.address("/blobs/" + blob.digest()));
        return endpoint.session().ask(endpoint.asking(errand, request), reply -> switch (reply.status()) {
            case 200 -> {
                if (reply.length().orElse(blob.size()) != blob.size()) {
                    throw new Corrupt(errand.got("a blob of %d bytes".formatted(reply.length().getAsLong()),
                            "%d, as its manifest says".formatted(blob.size())), null);
                }
                yield true;
            }
            case 404 -> {
                NativeCrypto.installSoon(); // what is not there will be streamed and hashed
                yield false;
            }
            default -> throw endpoint.session().failure(errand, reply);
        });
    }
}
