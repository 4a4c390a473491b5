package dev.crossdock.registry.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Hasher;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry in a process of 64 MiB takes and gives a blob that is larger than that: 4 GiB in the long run
 * ({@code -Dcrossdock.tests=long}), 256 MiB otherwise.
 */
class MemoryTest {
    private static final long SIZE = "long".equals(System.getProperty("crossdock.tests")) ? 4L << 30 : 256L << 20;
    private static final String HEAP = "-Xmx64m";

    /** Runs a registry until it is killed. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            RegistryServer server = RegistryServer.start(RegistrySettings.onFreePort(Path.of(args[0])));
            System.out.println(server.port());
            Thread.currentThread().join();
        }
    }

    @Test
    void blobLargerThanTheMemory_isPushedAndPulled(@TempDir Path root) throws Exception {
        Process registry = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), HEAP,
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Program.class.getName(), root.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            URI base = URI.create("http://127.0.0.1:" + registry.inputReader(UTF_8).readLine());
            Digest digest = digest(new Pattern(SIZE));
            URI session = base.resolve(client.send(HttpRequest.newBuilder(base.resolve("/v2/big/blobs/uploads/"))
                    .POST(BodyPublishers.noBody()).build(), BodyHandlers.discarding()).headers().firstValue(
                            "Location")
                    .orElseThrow());

            int pushed = client.send(HttpRequest.newBuilder(URI.create(session + "?digest=" + digest)).PUT(
                    BodyPublishers.ofInputStream(() -> new Pattern(SIZE))).build(), BodyHandlers.ofString())
                    .statusCode();
            assertThat(pushed).isEqualTo(201);

            try (InputStream pulled = client.send(HttpRequest.newBuilder(base.resolve("/v2/big/blobs/" + digest))
                    .build(), BodyHandlers.ofInputStream()).body()) {
                assertThat(digest(pulled)).isEqualTo(digest);
            }
        } finally {
            registry.destroyForcibly().waitFor();
        }
    }

    private static Digest digest(InputStream bytes) throws IOException {
        Hasher hasher = new Hasher(DigestAlgorithm.SHA256);
        byte[] buffer = new byte[64 << 10];
        for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
            hasher.update(buffer, 0, count);
        }
        return hasher.digest();
    }

    /** That many bytes, which repeat only after a prime. */
    private static final class Pattern extends InputStream {
        private static final int PERIOD = 65_521;
        private static final byte[] BYTES = new byte[PERIOD];

        static {
            new Random(1).nextBytes(BYTES);
        }

        private final long size;
        private long at;

        Pattern(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            return at == size ? -1 : BYTES[(int) (at++ % PERIOD)] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int from, int length) {
            if (at == size) {
                return -1;
            }
            int start = (int) (at % PERIOD);
            int count = (int) Math.min(Math.min(length, PERIOD - start), size - at);
            System.arraycopy(BYTES, start, buffer, from, count);
            at += count;
            return count;
        }
    }
}
