package dev.crossdock.client;

import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Digest;
import dev.crossdock.transfer.RegistryException.Corrupt;
import java.util.Optional;

/** {@code HEAD /v2/<name>/blobs/<digest>}, where nobody has said yet how long the blob is. */
record SizeOfBlob(Endpoint endpoint, Digest blob) {
    Optional<Long> run() {
        Errand errand = endpoint.errand("look up blob", blob, "200 or 404");
        Request request = Request.of("HEAD", endpoint.address("/blobs/" + blob));
        return endpoint.session().ask(endpoint.asking(errand, request), reply -> switch (reply.status()) {
            case 200 -> Optional.of(reply.length().orElseThrow(
                    () -> new Corrupt(errand.got("200 without Content-Length", "the blob's size"), null)));
            case 404 -> Optional.empty();
            default -> throw endpoint.session().failure(errand, reply);
        });
    }
}
