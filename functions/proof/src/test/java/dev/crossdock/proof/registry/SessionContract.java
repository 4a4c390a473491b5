package dev.crossdock.proof.registry;

import static dev.crossdock.proof.registry.wire.Wire.blobs;
import static dev.crossdock.proof.registry.wire.Wire.part;
import static dev.crossdock.proof.registry.wire.Wire.uploads;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.proof.registry.data.Assembly;
import dev.crossdock.proof.registry.wire.Answer;
import dev.crossdock.proof.registry.wire.Way;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upload sessions, and what clients do to them. */
interface SessionContract extends Conforming {
    int LARGE_BYTES = 6 << 20;

    @Test
    default void session_tellsWhereItIs() {
        String repository = newRepository();
        Answer begun = wire().post(uploads(repository)).is(202).has("Range", "0-0");
        String id = begun.header("Docker-Upload-UUID");
        assertThat(begun.location()).contains(id);

        Answer taken = wire().send("PATCH", begun.location(), new byte[10]).is(202).has("Range", "0-9");

        wire().get(taken.location()).is(204).has("Range", "0-9").has("Docker-Upload-UUID", id);
        wire().get(begun.location()).is(204).has("Range", "0-9");
    }

    @Test
    default void session_cancelled_isGone() {
        String session = wire().begin(newRepository());
        wire().send("PATCH", session, new byte[10]).is(202);

        wire().delete(session).is(204);

        wire().get(session).refused(404, "BLOB_UPLOAD_UNKNOWN");
        wire().send("PATCH", session, new byte[10]).refused(404, "BLOB_UPLOAD_UNKNOWN");
        wire().send("PUT", session + "?digest=" + Digest.sha256(new byte[10]), new byte[0]).refused(404,
                "BLOB_UPLOAD_UNKNOWN");
        wire().delete(session).refused(404, "BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    default void session_finished_isGone() {
        String session = wire().begin(newRepository());
        Digest digest = Digest.sha256(new byte[10]);
        wire().send("PUT", session + "?digest=" + digest, new byte[10]).is(201);

        wire().get(session).refused(404, "BLOB_UPLOAD_UNKNOWN");
        wire().send("PUT", session + "?digest=" + digest, new byte[10]).refused(404, "BLOB_UPLOAD_UNKNOWN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PATCH", "PUT", "DELETE"})
    default void session_ofNobody_isUnknown(String method) {
        String repository = newRepository();
        String query = "?digest=" + Digest.sha256(new byte[0]);
        wire().send(method, uploads(repository) + UUID.randomUUID() + query, new byte[0]).refused(404,
                "BLOB_UPLOAD_UNKNOWN");
        String other = wire().begin(newRepository()).replaceAll(".*/uploads/", "");
        wire().send(method, uploads(repository) + other + query, new byte[0]).refused(404, "BLOB_UPLOAD_UNKNOWN");
    }

    /** Some clients drop the query of Location, others keep an old one. */
    @Test
    default void session_isTakenByItsPathAlone() {
        String repository = newRepository();
        String path = wire().begin(repository).replaceAll("\\?.*", "");
        byte[] bytes = new Assembly(1).bytes(2000);
        wire().send("PATCH", path, part(bytes, 0, 1000)).is(202);
        wire().send("PATCH", path + "?_state=of-another-time", part(bytes, 1000, 2000)).is(202).has("Range", "0-1999");

        wire().get(path + "?_state=of-another-time").is(204).has("Range", "0-1999");
        wire().send("PUT", path + "?digest=" + Digest.sha256(bytes), new byte[0]).is(201);

        wire().get(blobs(repository, Digest.sha256(bytes))).is(200).holds(bytes);
    }

    @Test
    default void put_withoutADigest_isRefused_andTheSessionStays() {
        String session = wire().begin(newRepository());
        wire().send("PATCH", session, new byte[10]).is(202);

        wire().send("PUT", session, new byte[0]).refused(400, "DIGEST_INVALID");

        wire().send("PUT", session + "?digest=" + Digest.sha256(new byte[10]), new byte[0]).is(201);
    }

    @ParameterizedTest
    @CsvSource({"1024-2047", "100-1123", "0-1023", "bytes 0-1023/*"})
    default void chunk_outOfItsPlace_leavesNoByte(String range) {
        String repository = newRepository();
        byte[] bytes = new Assembly(2).bytes(2048);
        String session = wire().begin(repository);
        wire().send("PATCH", session, part(bytes, 0, 512), "Content-Range", "0-511").is(202);

        Answer refused = wire().send("PATCH", session, new byte[1024], "Content-Range", range).refused(416,
                "RANGE_INVALID").has("Range", "0-511");

        wire().get(refused.location()).is(204).has("Range", "0-511");
        wire().send("PUT", session + "?digest=" + Digest.sha256(bytes), part(bytes, 512, 2048), "Content-Range",
                "512-2047").is(201);
        wire().get(blobs(repository, Digest.sha256(bytes))).is(200).holds(bytes);
    }

    @Test
    default void chunkInHttpsOwnForm_isTaken() {
        String session = wire().begin(newRepository());
        wire().send("PATCH", session, new byte[10], "Content-Range", "bytes 0-9/20").is(202);
        wire().send("PATCH", session, new byte[10], "Content-Range", "bytes 10-19/20").is(202).has("Range", "0-19");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-4", "0-99"})
    default void chunk_whoseRangeContradictsItsLength_isRefused(String range) {
        String session = wire().begin(newRepository());

        wire().send("PATCH", session, new byte[10], "Content-Range", range).refused(400, "SIZE_INVALID");

        wire().get(session).is(204).has("Range", "0-0");
    }

    /** Who sends everything before reading gets to read; and the session, and the connection, go on. */
    @Test
    default void largeChunk_outOfItsPlace_isToldAndTheSessionGoesOn() {
        String repository = newRepository();
        byte[] bytes = new Assembly(3).bytes(LARGE_BYTES);
        String session = wire().begin(repository);

        wire().send("PATCH", session, bytes, "Content-Range", "5-" + (LARGE_BYTES + 4)).refused(416, "RANGE_INVALID");
        wire().stream("PATCH", session, bytes, "Content-Range", "7-" + (LARGE_BYTES + 6)).refused(416, "RANGE_INVALID");
        wire().get(session).is(204).has("Range", "0-0");

        wire().send("PATCH", session, bytes, "Content-Range", "0-" + (LARGE_BYTES - 1)).is(202);
        wire().send("PUT", session + "?digest=" + Digest.sha256(bytes), new byte[0]).is(201);
        wire().get(blobs(repository, Digest.sha256(bytes))).is(200).holds(bytes);
    }

    /** The algorithm need not be announced: the bytes that came before it was known count too. */
    @Test
    default void chunks_thenSha512_isComputedOverAll() {
        String repository = newRepository();
        byte[] bytes = new Assembly(4).bytes(50_000);
        Digest digest = Digest.of(DigestAlgorithm.SHA512, bytes);
        String session = wire().begin(repository);
        wire().send("PATCH", session, part(bytes, 0, 20_000)).is(202);

        wire().send("PUT", session + "?digest=" + digest, part(bytes, 20_000, 50_000)).is(201).names(digest);

        wire().get(blobs(repository, digest)).is(200).names(digest).holds(bytes);
        wire().get(blobs(repository, Digest.sha256(bytes))).is(200).names(Digest.sha256(bytes)).holds(bytes);
    }

    @Test
    default void algorithm_thatIsNone_isRefused() {
        wire().post(uploads(newRepository()) + "?digest-algorithm=md5").refused(400, "DIGEST_INVALID");
    }

    @Test
    default void digestWithAnEncodedColon_isADigest() {
        String repository = newRepository();
        Digest digest = Digest.sha256(new byte[10]);
        String encoded = digest.toString().replace(":", "%3A");
        wire().send("PUT", wire().begin(repository) + "?digest=" + encoded, new byte[10]).is(201);
        wire().get(blobs(repository, encoded)).is(200).holds(new byte[10]);
    }

    @Test
    default void largeBlob_crossesEveryBuffer() {
        String repository = newRepository();
        byte[] bytes = new Assembly(5).bytes(2 * LARGE_BYTES + 1);
        Digest digest = Digest.sha256(bytes);
        Way.STREAM.push(wire(), repository, bytes, digest).is(201);

        wire().get(blobs(repository, digest)).is(200).holds(bytes);
        wire().get(blobs(repository, digest), "Range", "bytes=%d-".formatted(LARGE_BYTES)).is(206).holds(part(bytes,
                LARGE_BYTES, bytes.length));
    }
}
