package dev.crossdock.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Clients that push and pull as fast as a registry takes and gives; no two blobs are alike. */
final class RegistryLoad {
    /** The user bench, the password bench, with the least work that bcrypt allows: what is measured is the registry. */
    static final String HTPASSWD = "bench:$2y$05$tdbr2SIf9OfYvTCEOkxoSuUWuBMN9D7l81j5GkFgMZ2/mjzNzfWkm\n";

    private static final String LOGIN = "Authorization: Basic "
            + Base64.getEncoder().encodeToString("bench:bench".getBytes(StandardCharsets.US_ASCII)) + "\r\n";
    private static final String REPOSITORY = "bench/blobs";
    /** What one write hands to the socket. */
    private static final int PIECE_BYTES = 256 << 10;
    private static final int NOISE_BYTES = 16 << 20;

    private final byte[] noise = new byte[NOISE_BYTES];
    private final int port;
    private final SocketFactory sockets;
    private final String headers;
    private static long numbers;

    /** Against the server on this port. */
    RegistryLoad(int port, StoreServer.Form form) throws IOException {
        this.port = port;
        this.sockets = form.secured().isPresent() ? trusting(form.secured().get()) : SocketFactory.getDefault();
        this.headers = form.secured().isPresent() ? LOGIN : "";
        new SplittableRandom(1).nextBytes(noise);
    }

    private static SocketFactory trusting(Certificate certificate) throws IOException {
        try (var pem = java.nio.file.Files.newInputStream(certificate.chain())) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("bench", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("trust " + certificate.chain() + ": " + e, e);
        }
    }

    /** A blob that differs from others in its first bytes alone; the rest is the same noise, over and over. */
    @SuppressWarnings("ArrayRecordComponent") // one array for all, told apart by number
    record Blob(byte[] noise, long length, long number) implements Wire.Body {
        private byte[] head() {
            return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        }

        String digest() {
            MessageDigest sha256 = LayeredImage.sha256();
            sha256.update(head());
            for (long left = length - Long.BYTES; left > 0; left -= noise.length) {
                sha256.update(noise, 0, (int) Math.min(left, noise.length));
            }
            return LayeredImage.digest(sha256.digest());
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(head());
            for (long left = length - Long.BYTES; left > 0; left -= noise.length) {
                int round = (int) Math.min(left, noise.length);
                for (int at = 0; at < round; at += PIECE_BYTES) {
                    out.write(noise, at, Math.min(PIECE_BYTES, round - at));
                }
            }
        }
    }

    /** A blob and its digest, which is computed before the clock runs. */
    record Known(Blob blob, String digest) {
        String target() {
            return "/v2/" + REPOSITORY + "/blobs/" + digest;
        }
    }

    /** So many new blobs. */
    List<Known> blobs(int count, long bytes) {
        List<Known> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Blob blob = new Blob(noise, bytes, ++numbers);
            made.add(new Known(blob, blob.digest()));
        }
        return made;
    }

    /** What one client does with its connection and its share. */
    interface Errand {
        void run(Wire wire, List<Known> share) throws IOException;
    }

    static void push(Wire wire, List<Known> share) throws IOException {
        for (Known each : share) {
            wire.push(REPOSITORY, each.digest, each.blob);
        }
    }

    static void pull(Wire wire, List<Known> share) throws IOException {
        for (Known each : share) {
            wire.fetch(each.target(), 1);
        }
    }

    /** The seconds that so many clients take, each with an equal share. */
    double seconds(int clients, List<Known> blobs, Errand errand) throws IOException, InterruptedException {
        int each = blobs.size() / clients;
        List<Callable<Void>> tasks = new ArrayList<>();
        List<Wire> wires = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(clients)) {
            for (int client = 0; client < clients; client++) {
                Wire wire = new Wire(port, sockets, headers);
                List<Known> share = blobs.subList(client * each, (client + 1) * each);
                wires.add(wire);
                tasks.add(() -> {
                    errand.run(wire, share);
                    return null;
                });
            }
            long begun = System.nanoTime();
            for (Future<Void> done : pool.invokeAll(tasks)) {
                done.get();
            }
            return (System.nanoTime() - begun) / 1e9;
        } catch (ExecutionException e) {
            throw new IOException("port %d: %s".formatted(port, e.getCause()), e);
        } finally {
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }

    /** Puts an image of one small layer; returns where its manifest is. */
    String image() throws IOException {
        try (Wire wire = new Wire(port, sockets, headers)) {
            List<Known> parts = blobs(2, 2_000);
            push(wire, parts);
            String manifest = """
                    {"schemaVersion":2,"mediaType":"%s",
                     "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2000},
                     "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":2000}]}
                    """.formatted(LayeredImage.MANIFEST, parts.getFirst().digest, parts.getLast().digest);
            String target = "/v2/" + REPOSITORY + "/manifests/" + LayeredImage.TAG;
            wire.expect(201, wire.send("PUT", target, "Content-Type: " + LayeredImage.MANIFEST + "\r\n",
                    Wire.Body.of(manifest.getBytes(StandardCharsets.US_ASCII))));
            return target;
        }
    }
}
