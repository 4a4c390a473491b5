package dev.crossdock.registry;

import static dev.crossdock.registry.Wire.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.registry.Wire.Answer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlobTest extends RegistryContract {
    private static final byte[] BLOB = new byte[2048];
    private static final String MISSING = "/v2/team/app/blobs/" + Digest.sha256(bytes("missing"));

    static {
        new Random(7).nextBytes(BLOB);
    }

    private String path = "";

    @BeforeEach
    void push() {
        path = "/v2/team/app/blobs/" + wire.pushBlob("team/app", BLOB);
    }

    @Test
    void get_givesTheBytesAndSaysWhatTheyAre() {
        Answer answer = wire.get(path).is(200);

        assertThat(answer.bytes()).isEqualTo(BLOB);
        assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("Content-Length")).isEqualTo("2048");
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(Digest.sha256(BLOB).toString());
        assertThat(answer.header("ETag")).isEqualTo("\"" + Digest.sha256(BLOB) + "\"");
        assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(answer.header("Server")).isEmpty();
    }

    @Test
    void head_saysTheSameWithoutABody() {
        Answer answer = wire.head(path).is(200);

        assertThat(answer.bytes()).isEmpty();
        assertThat(answer.header("Content-Length")).isEqualTo("2048");
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(Digest.sha256(BLOB).toString());
        assertThat(answer.header("Transfer-Encoding")).isEmpty();
    }

    @Test
    void missing_is404() {
        wire.get(MISSING).refused(404, "BLOB_UNKNOWN");
        assertThat(wire.head(MISSING).is(404).bytes()).isEmpty();
        wire.get(path.replace("team/app", "team/other")).refused(404, "BLOB_UNKNOWN");
    }

    @ParameterizedTest
    @CsvSource({"bytes=500-1499, 500, 1499", "bytes=500-, 500, 2047", "bytes=-500, 1548, 2047",
            "bytes=2000-5000, 2000, 2047", "bytes=0-0, 0, 0", "bytes=2047-2047, 2047, 2047", "bytes=-9999, 0, 2047"})
    void range_givesThatPart(String range, int first, int last) {
        Answer answer = wire.get(path, "Range", range).is(206);

        assertThat(answer.bytes()).isEqualTo(Arrays.copyOfRange(BLOB, first, last + 1));
        assertThat(answer.header("Content-Range")).isEqualTo("bytes %d-%d/2048".formatted(first, last));
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(last - first + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=2048-", "bytes=5000-10000", "bytes=500-0", "bytes=-0"})
    void range_ofNothing_is416(String range) {
        assertThat(wire.get(path, "Range", range).refused(416, "RANGE_INVALID").header("Content-Range"))
                .isEqualTo("bytes */2048");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=-", "bytes=99999999999999999999-",
            "0-5"})
    void range_thatWeDoNotHonour_getsTheWhole(String range) {
        assertThat(wire.get(path, "Range", range).is(200).bytes()).isEqualTo(BLOB);
    }

    @Test
    void range_ofLargeBlob_crossesWindows() {
        byte[] large = new byte[(17 << 20) + 5];
        new Random(3).nextBytes(large);
        String address = "/v2/team/app/blobs/" + wire.pushBlob("team/app", large);

        int first = (1 << 20) + 3;
        Answer answer = wire.get(address, "Range", "bytes=" + first + "-").is(206);

        assertThat(answer.bytes()).isEqualTo(Arrays.copyOfRange(large, first, large.length));
    }

    @Test
    void range_ofAnotherVersion_getsTheWhole() {
        assertThat(wire.get(path, "Range", "bytes=0-0", "If-Range", "\"sha256:other\"").is(200).bytes())
                .isEqualTo(BLOB);
        wire.get(path, "Range", "bytes=0-0", "If-Range", "\"" + Digest.sha256(BLOB) + "\"").is(206);
    }

    @Test
    void held_isNotSentAgain() {
        String tag = wire.get(path).header("ETag");

        assertThat(wire.get(path, "If-None-Match", tag).is(304).bytes()).isEmpty();
        assertThat(wire.get(path, "If-None-Match", "\"x\", W/" + tag).is(304).bytes()).isEmpty();
        wire.get(path, "If-None-Match", "\"x\"").is(200);
    }

    @Test
    void delete_takesItFromThisRepositoryAlone() {
        String other = path.replace("team/app", "team/other");
        wire.pushBlob("team/other", BLOB);

        wire.delete(path).is(202);

        wire.get(path).refused(404, "BLOB_UNKNOWN");
        wire.head(path).is(404);
        wire.delete(path).refused(404, "BLOB_UNKNOWN");
        assertThat(wire.get(other).is(200).bytes()).isEqualTo(BLOB);
    }

    @Test
    void digestWithEncodedColon_isUnderstood() {
        wire.get(path.replace(":", "%3A")).is(200);
        wire.get(path.replace(":", "%3a")).is(200);
    }

    @Test
    void put_isNotAllowed() {
        assertThat(wire.put(path, BLOB).refused(405, "UNSUPPORTED").header("Allow")).isEqualTo("GET, HEAD, DELETE");
    }

    @Test
    void connection_isKeptOverManyRequests() {
        for (int i = 0; i < 200; i++) {
            wire.get(path).is(200);
            wire.get(MISSING).is(404);
        }
    }
}
