package dev.crossdock.registry;

import static dev.crossdock.registry.Wire.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.settings.ListenAddress;
import dev.crossdock.storage.StorageException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryServerTest extends RegistryContract {
    @Test
    void start_onARootInUse_isRefusedAndFreesNothing(@TempDir Path other) {
        assertThatThrownBy(() -> RegistryServer.start(settings(true, List.of()))).isInstanceOf(
                StorageException.class).hasMessageContaining("in use by process");

        wire.get("/v2/").is(200);
        assertThat(other).isDirectory();
    }

    @Test
    void start_onAnAddressInUse_isRefusedAndFreesTheRoot(@TempDir Path other) throws IOException {
        RegistrySettings taken = new RegistrySettings(new ListenAddress("127.0.0.1", server.port()), other, true,
                List.of());

        assertThatThrownBy(() -> RegistryServer.start(taken)).isInstanceOf(IOException.class)
                .hasMessageContaining("listen on 127.0.0.1:" + server.port()).hasMessageContaining("http.addr");

        RegistryServer.start(RegistrySettings.onFreePort(other)).close();
    }

    @Test
    void close_freesPortAndRoot() throws IOException {
        int port = server.port();
        wire.pushImage("team/app", "1", "layer");
        stop();

        server = RegistryServer.start(new RegistrySettings(new ListenAddress("127.0.0.1", port), root.resolve("root"),
                true, List.of()));
        wire = new Wire(port);

        wire.get("/v2/team/app/manifests/1").is(200);
    }

    @Test
    void close_letsARequestInWorkFinish() throws Exception {
        byte[] blob = bytes("0123456789");
        String location = wire.begin("team/app") + "?digest=" + Digest.sha256(blob);
        try (Socket socket = wire.connect(); ExecutorService threads = Executors.newSingleThreadExecutor()) {
            socket.getOutputStream().write("PUT %s HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n01234"
                    .formatted(location).getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            Path data = content().resolve("repositories/team/app/_uploads");
            Awaitility.await().until(() -> holdsBytes(data, 5));
            Future<?> closing = threads.submit(server::close);

            socket.getOutputStream().write(bytes("56789"));
            socket.getOutputStream().flush();

            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1)).startsWith("HTTP/1.1 201 ");
            closing.get();
        }
        start();
        assertThat(wire.get("/v2/team/app/blobs/" + Digest.sha256(blob)).is(200).bytes()).isEqualTo(blob);
    }

    private static boolean holdsBytes(Path uploads, long count) throws IOException {
        try (Stream<Path> files = Files.walk(uploads)) {
            return files.anyMatch(file -> file.endsWith("data.tmp") && file.toFile().length() == count);
        }
    }

    @Test
    void manyPushesAtOnce_areAllStored() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<?>> pushes = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String layer = "layer " + i % 8;
                String tag = "t" + i;
                pushes.add(threads.submit(() -> wire.pushImage("team/app" + tag.length(), tag, layer, "shared")));
            }
            for (Future<?> push : pushes) {
                push.get();
            }
        }
        for (int i = 0; i < 64; i++) {
            String tag = "t" + i;
            wire.get("/v2/team/app" + tag.length() + "/manifests/" + tag).is(200);
        }
    }

    @Test
    void tagMovedByManyAtOnce_alwaysPointsAtAWholeImage() throws Exception {
        List<byte[]> manifests = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            manifests.add(wire.image("team/app", "layer " + i));
        }
        wire.putManifest("team/app", "1", Wire.OCI_MANIFEST, manifests.getFirst()).is(201);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> moves = new ArrayList<>();
            for (byte[] manifest : manifests) {
                moves.add(threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        wire.putManifest("team/app", "1", Wire.OCI_MANIFEST, manifest).is(201);
                        wire.get("/v2/team/app/manifests/1").is(200);
                    }
                }));
            }
            for (Future<?> move : moves) {
                move.get();
            }
        }
        assertThat(manifests).contains(wire.get("/v2/team/app/manifests/1").bytes());
    }
}
