package dev.crossdock.testkit.modes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.field.Client;
import dev.crossdock.testkit.field.FieldRegistry;
import dev.crossdock.testkit.field.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadFaultsTest {
    private static final SeededImage IMAGE = new SeededImages(72).image(Format.OCI, 1, 10_000);
    private static final SeededBlob LAYER = IMAGE.blobs().getLast();
    private static final int SIZE = LAYER.bytes().length;
    private static final String BLOB = "/v2/app/blobs/" + LAYER.digest();

    @FunctionalInterface
    private interface Trial {
        void run(Client client, FieldRegistry registry) throws IOException;
    }

    private static void with(Mode mode, Trial trial) throws IOException {
        try (FieldRegistry registry = FieldRegistry.start(mode).seed(IMAGE, "app", "1");
                Client client = new Client(registry.uri())) {
            trial.run(client, registry);
        }
    }

    private static Client.Got range(Client client, String range) throws IOException {
        return client.ask("GET", BLOB, "Range", "bytes=" + range);
    }

    @Test
    void cut_endsEveryAnswerThere() throws IOException {
        with(ReadFaults.cutAfter(1_000), (client, registry) -> {
            assertThatThrownBy(() -> client.ask("GET", BLOB)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> range(client, "5000-")).isInstanceOf(IOException.class);
            assertThat(range(client, "5000-5999").body()).hasSize(1_000);
            assertThat(registry.traffic().fetched(LAYER.digest())).isEqualTo(3_000);
            assertThat(registry.traffic().repeated(LAYER.digest())).isEqualTo(1_000);
        });
    }

    @Test
    void pace_isNeverFaster() throws IOException {
        with(ReadFaults.pacedAt(100_000).over(ReadFaults.cutOnceAfter(5_000)), (client, _) -> {
            assertThatThrownBy(() -> client.ask("GET", BLOB)).isInstanceOf(IOException.class);
            long begun = System.nanoTime();
            assertThat(client.ask("GET", BLOB).body()).isEqualTo(LAYER.bytes());
            assertThat(System.nanoTime() - begun).isGreaterThan(SIZE * 10_000L);
        });
    }

    @Test
    void ignoredRanges_alwaysOrEverySecond() throws IOException {
        with(ReadFaults.rangesIgnored(), (client, _) -> {
            assertThat(range(client, "10-19").status()).isEqualTo(200);
            assertThat(range(client, "10-19").body()).isEqualTo(LAYER.bytes());
        });
        with(ReadFaults.rangesIgnoredNowAndThen(), (client, _) -> {
            assertThat(range(client, "10-19").status()).isEqualTo(200);
            assertThat(range(client, "10-19").status()).isEqualTo(206);
            assertThat(range(client, "10-19").status()).isEqualTo(200);
        });
    }

    @Test
    void contentRange_wrongInEitherPlace() throws IOException {
        with(ReadFaults.wrongRangeStart(), (client, _) -> {
            Client.Got got = range(client, "10-19");
            assertThat(got.header("Content-Range")).isEqualTo("bytes 11-19/" + SIZE);
            assertThat(got.body()).isEqualTo(Arrays.copyOfRange(LAYER.bytes(), 10, 20));
        });
        with(ReadFaults.wrongRangeTotal(), (client, _) -> assertThat(range(client, "10-19").header("Content-Range"))
                .isEqualTo("bytes 10-19/" + (SIZE + 1)));
    }

    @Test
    void shrunkBlob_endsHalfWay() throws IOException {
        with(ReadFaults.shrinksAt(2), (client, _) -> {
            assertThat(client.ask("GET", BLOB).body()).hasSize(SIZE);
            assertThat(client.ask("GET", BLOB).body()).hasSize(SIZE / 2);
            assertThat(range(client, "10-").header("Content-Range"))
                    .isEqualTo("bytes 10-%d/%d".formatted(SIZE / 2 - 1, SIZE / 2));
            assertThat(range(client, SIZE / 2 + "-").status()).isEqualTo(416);
        });
    }

    @Test
    void changedBlob_hasAsManyBytes() throws IOException {
        with(ReadFaults.changesAt(2), (client, _) -> {
            assertThat(range(client, "0-9").body()).isEqualTo(Arrays.copyOf(LAYER.bytes(), 10));
            byte[] second = range(client, "0-9").body();
            assertThat(second).hasSize(10).isNotEqualTo(Arrays.copyOf(LAYER.bytes(), 10));
        });
    }

    @Test
    void earlyEnd_isWellFramed() throws IOException {
        with(ReadFaults.endsEarly(), (client, _) -> {
            Client.Got got = client.ask("GET", BLOB);
            assertThat(got.body()).isEqualTo(Arrays.copyOf(LAYER.bytes(), (SIZE + 1) / 2));
            assertThat(got.header("Content-Length")).isEmpty();
        });
    }

    @Test
    void silence_afterSomeBytesOnce() throws IOException {
        with(ReadFaults.silentOnceAfter(100), (client, registry) -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), registry.port())) {
                socket.getOutputStream()
                        .write("GET %s HTTP/1.1\r\n\r\n".formatted(BLOB).getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                String head = new String(in.readNBytes(1), StandardCharsets.US_ASCII);
                while (!head.endsWith("\r\n\r\n")) {
                    head += (char) in.read();
                }
                assertThat(in.readNBytes(100)).isEqualTo(Arrays.copyOf(LAYER.bytes(), 100));
                assertThat(in.available()).isZero();
            }
            assertThat(client.ask("GET", BLOB).body()).hasSize(SIZE);
        });
    }

    @Test
    void status_forTheFirstRequestsOnly() throws IOException {
        with(ReadFaults.blobsAnswer(503, 2), (client, _) -> {
            assertThat(client.ask("GET", BLOB).status()).isEqualTo(503);
            assertThat(client.ask("GET", BLOB).status()).isEqualTo(503);
            assertThat(client.ask("GET", BLOB).status()).isEqualTo(200);
        });
    }

    @Test
    void pages_insteadOfWhatWasAskedFor() throws IOException {
        with(ReadFaults.pagesForManifests().over(ReadFaults.pagesForBlobs()), (client, _) -> {
            assertThat(client.ask("GET", "/v2/app/manifests/1").text()).startsWith("<!DOCTYPE html>");
            assertThat(client.ask("GET", BLOB).header("Content-Type")).startsWith("text/html");
        });
    }
}
