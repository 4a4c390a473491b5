package dev.crossdock.registry;

import static dev.crossdock.registry.Wire.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.registry.Wire.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedUploadTest extends RegistryContract {
    private static final byte[] BLOB = bytes("0123456789abcdef");
    private static final Digest DIGEST = Digest.sha256(BLOB);

    @ParameterizedTest
    @ValueSource(strings = {"%d-%d", "bytes %d-%d/*", "bytes=%d-%d"})
    void chunks_inOrder_makeTheBlob(String form) {
        String location = wire.begin("team/app");
        for (int i = 0; i < 4; i++) {
            Answer answer = wire.patch(location, part(i), "Content-Range", form.formatted(4 * i, 4 * i + 3)).is(202);
            assertThat(answer.header("Range")).isEqualTo("0-" + (4 * i + 3));
            location = answer.header("Location");
        }
        wire.put(location + "?digest=" + DIGEST, new byte[0]).is(201);

        assertStored(DIGEST);
    }

    @Test
    void lastChunk_mayComeWithThePut() {
        String location = wire.begin("team/app");
        wire.patch(location, BLOB, "Content-Range", "0-15").is(202);
        byte[] rest = bytes("ghij");

        wire.put(location + "?digest=" + Digest.sha256(bytes("0123456789abcdefghij")), rest, "Content-Range", "16-19")
                .is(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4-7", "1-4", "0-3", "99-102"})
    void chunk_outOfPlace_isRefusedAndTheSessionStaysUsable(String range) {
        String location = wire.begin("team/app");
        String before = "0-0";
        if (range.equals("0-3")) {
            wire.patch(location, part(0), "Content-Range", "0-3").is(202);
            before = "0-3";
        }

        Answer refused = wire.patch(location, part(1), "Content-Range", range).refused(416, "RANGE_INVALID");
        wire.put(location + "?digest=" + DIGEST, part(1), "Content-Range", range).refused(416, "RANGE_INVALID");

        assertThat(refused.header("Range")).isEqualTo(before);
        assertThat(refused.header("Location")).isEqualTo(location);
        assertThat(wire.get(location).is(204).header("Range")).isEqualTo(before);
        int from = before.equals("0-3") ? 4 : 0;
        wire.patch(location, new String(BLOB, ISO_8859_1).substring(from).getBytes(ISO_8859_1)).is(202);
        wire.put(location + "?digest=" + DIGEST, new byte[0]).is(201);
        assertStored(DIGEST);
    }

    @Test
    void status_atTheVeryAddressThatWasRefused_answers() {
        String location = wire.begin("team/app");
        wire.put(location + "?digest=" + DIGEST, part(1), "Content-Range", "4-7").is(416);

        Answer status = wire.get(location + "?digest=" + DIGEST).is(204);

        assertThat(status.header("Location")).isEqualTo(location);
        assertThat(status.header("Range")).isEqualTo("0-0");
    }

    @Test
    void largeChunk_outOfPlace_theClientStillReadsTheAnswer() {
        String location = wire.begin("team/app");
        byte[] large = new byte[24 << 20];

        wire.patch(location, large, "Content-Range", "5-" + (large.length + 4)).refused(416, "RANGE_INVALID");

        assertThat(wire.get(location).is(204).header("Range")).isEqualTo("0-0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-14", "0-16"})
    void chunk_whoseLengthContradictsItsRange_isRefused(String range) {
        String location = wire.begin("team/app");

        wire.patch(location, BLOB, "Content-Range", range).refused(400, "SIZE_INVALID");

        assertThat(wire.get(location).is(204).header("Range")).isEqualTo("0-0");
        wire.stream("PATCH", location, BLOB, "Content-Range", range).refused(400, "SIZE_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a-b", "5", "-5", "5-", "9-2", "0-99999999999999999999"})
    void chunk_withNoSuchRange_isRefused(String range) {
        wire.patch(wire.begin("team/app"), BLOB, "Content-Range", range).refused(416, "RANGE_INVALID");
    }

    @Test
    void session_outlivesARestart() throws IOException {
        String location = wire.begin("team/app");
        wire.patch(location, part(0)).is(202);
        restart(true, List.of());

        assertThat(wire.get(location).is(204).header("Range")).isEqualTo("0-3");
        wire.patch(location, bytes("456789abcdef"), "Content-Range", "4-15").is(202);
        wire.put(location + "?digest=" + DIGEST, new byte[0]).is(201);

        assertStored(DIGEST);
    }

    @Test
    void connectionCutInThePatch_keepsWhatArrived() throws IOException {
        String location = wire.begin("team/app");
        try (Socket socket = wire.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("PATCH %s HTTP/1.1\r\nHost: x\r\nContent-Length: 16\r\n\r\n01234567".formatted(location)
                    .getBytes(ISO_8859_1));
            out.flush();
            Awaitility.await().until(() -> wire.get(location).header("Range").equals("0-7"));
        }

        Awaitility.await().untilAsserted(() -> assertThat(wire.get(location).header("Range")).isEqualTo("0-7"));
        wire.patch(location, bytes("89abcdef"), "Content-Range", "8-15").is(202);
        wire.put(location + "?digest=" + DIGEST, new byte[0]).is(201);
    }

    @Test
    void secondRequest_whileOneIsWriting_isToldSo() throws IOException {
        String location = wire.begin("team/app");
        try (Socket socket = wire.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write("PATCH %s HTTP/1.1\r\nHost: x\r\nContent-Length: 16\r\n\r\n01234567".formatted(location)
                    .getBytes(ISO_8859_1));
            out.flush();
            Awaitility.await().until(() -> wire.get(location).header("Range").equals("0-7"));

            wire.patch(location, BLOB).refused(416, "RANGE_INVALID");
            assertThat(wire.get(location).is(204).header("Range")).isEqualTo("0-7");
        }
    }

    private void assertStored(Digest digest) {
        Answer answer = wire.get("/v2/team/app/blobs/" + digest).is(200);
        assertThat(answer.bytes()).isEqualTo(BLOB);
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
    }

    private static byte[] part(int number) {
        return new String(BLOB, ISO_8859_1).substring(4 * number, 4 * number + 4).getBytes(ISO_8859_1);
    }
}
