package dev.crossdock.proof.registry;

import static dev.crossdock.proof.registry.wire.Wire.blobs;
import static dev.crossdock.proof.registry.wire.Wire.part;
import static dev.crossdock.proof.registry.wire.Wire.uploads;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.proof.registry.data.Assembly;
import dev.crossdock.proof.registry.wire.Answer;
import dev.crossdock.proof.registry.wire.Way;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Blobs: in every way of pushing and by every algorithm, whole and in part, mounted and deleted. */
interface BlobContract extends Conforming {
    List<Integer> SIZES = List.of(512, 3 * 1024 - 5, 200_000);
    int RANGED_BYTES = 2048;

    /** Every way with every algorithm. */
    static Stream<Arguments> ways() {
        return Stream.of(Way.values()).flatMap(way -> Stream.of(DigestAlgorithm.values()).map(algorithm -> Arguments.of(
                way, algorithm)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    default void blob_pushedInThisWay_isThereUntilItIsDeleted(Way way, DigestAlgorithm algorithm) {
        String repository = newRepository();
        for (int size : SIZES) {
            byte[] bytes = new Assembly(size).bytes(size);
            assertLifeOf(bytes, Digest.of(algorithm, bytes), way, repository);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    default void blobOfNothing_andOfNextToNothing_areBlobs(Way way, DigestAlgorithm algorithm) {
        String repository = newRepository();
        boolean isOutOfOrder = way.name().contains("OUT_OF_ORDER");
        for (String text : isOutOfOrder ? new String[]{"{}"} : new String[]{"", "{}"}) {
            byte[] bytes = text.getBytes(UTF_8);
            assertLifeOf(bytes, Digest.of(algorithm, bytes), way, repository);
        }
    }

    private void assertLifeOf(byte[] bytes, Digest digest, Way way, String repository) {
        Answer pushed = way.push(wire(), repository, bytes, digest).is(201).names(digest);
        wire().get(pushed.location()).is(200).names(digest).holds(bytes);
        wire().head(blobs(repository, digest)).is(200).names(digest).has("Content-Length", bytes.length).has(
                "Content-Type", "application/octet-stream");
        wire().get(blobs(repository, digest)).is(200).holds(bytes);
        wire().delete(blobs(repository, digest)).is(202);
        wire().head(blobs(repository, digest)).is(404);
        wire().get(blobs(repository, digest)).refused(404, "BLOB_UNKNOWN");
    }

    @ParameterizedTest
    @MethodSource("ways")
    default void wrongDigest_isRefused_andNothingIsKept(Way way, DigestAlgorithm algorithm) {
        String repository = newRepository();
        byte[] bytes = new Assembly(2).bytes(3 * 1024 - 5);
        Digest digest = Digest.of(algorithm, bytes);
        byte[] corrupt = Arrays.copyOf(bytes, bytes.length + 5);

        way.push(wire(), repository, corrupt, digest).refused(400, "DIGEST_INVALID");

        wire().head(blobs(repository, digest)).is(404);
        wire().head(blobs(repository, Digest.of(algorithm, corrupt))).is(404);
        way.push(wire(), repository, bytes, digest).is(201);
    }

    @Test
    default void blobPushedTwice_andByBothDigests_isOne() {
        String repository = newRepository();
        byte[] bytes = new Assembly(3).bytes(512);
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Digest digest = Digest.of(algorithm, bytes);
            Way.POST_PUT.push(wire(), repository, bytes, digest).is(201);
            Way.POST_ONLY.push(wire(), repository, bytes, digest).is(201);
        }
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Digest digest = Digest.of(algorithm, bytes);
            wire().get(blobs(repository, digest)).is(200).names(digest).holds(bytes);
        }
    }

    @ParameterizedTest
    @CsvSource({"sha256,bytes=500-1499,500,1500", "sha256,bytes=500-,500,2048", "sha256,bytes=-500,1548,2048",
            "sha256,bytes=2000-5000,2000,2048", "sha256,bytes=0-0,0,1", "sha256,bytes=-5000,0,2048",
            "sha512,bytes=500-1499,500,1500", "sha512,bytes=500-,500,2048", "sha512,bytes=-500,1548,2048",
            "sha512,bytes=2000-5000,2000,2048"})
    default void range_givesThatPart(String algorithm, String range, int start, int end) {
        String repository = newRepository();
        byte[] bytes = new Assembly(4).bytes(RANGED_BYTES);
        Digest digest = Digest.of(DigestAlgorithm.labelled(algorithm), bytes);
        Way.POST_ONLY.push(wire(), repository, bytes, digest).is(201);

        Answer answer = wire().get(blobs(repository, digest), "Range", range).is(206).holds(part(bytes, start, end));

        answer.has("Content-Range", "bytes %d-%d/%d".formatted(start, end - 1, RANGED_BYTES));
    }

    @ParameterizedTest
    @CsvSource({"sha256,bytes=500-0", "sha256,bytes=5000-10000", "sha256,bytes=2048-", "sha512,bytes=500-0",
            "sha512,bytes=5000-10000"})
    default void range_thatNothingSatisfies_isRefused(String algorithm, String range) {
        String repository = newRepository();
        byte[] bytes = new Assembly(5).bytes(RANGED_BYTES);
        Digest digest = Digest.of(DigestAlgorithm.labelled(algorithm), bytes);
        Way.POST_ONLY.push(wire(), repository, bytes, digest).is(201);

        wire().get(blobs(repository, digest), "Range", range).is(416);
    }

    @Test
    default void range_ofTheEmptyBlob_isRefusedOrNothing() {
        String repository = newRepository();
        Digest digest = wire().pushBlob(repository, new byte[0]);

        assertThat(wire().get(blobs(repository, digest), "Range", "bytes=0-9").is(200, 416).header("Content-Range"))
                .doesNotStartWith("bytes 0-");
    }

    @ParameterizedTest
    @EnumSource
    default void mount_givesTheBlobToAnotherRepository_whichKeepsIt(DigestAlgorithm algorithm) {
        String from = newRepository();
        String to = newRepository();
        byte[] bytes = new Assembly(6).bytes(512);
        Digest digest = Digest.of(algorithm, bytes);
        Way.POST_PUT.push(wire(), from, bytes, digest).is(201);

        Answer mounted = wire().post("%s?mount=%s&from=%s".formatted(uploads(to), digest, from)).is(201);

        wire().get(mounted.names(digest).location()).is(200).holds(bytes);
        wire().delete(blobs(from, digest)).is(202);
        wire().head(blobs(from, digest)).is(404);
        wire().get(blobs(to, digest)).is(200).holds(bytes);
    }

    @ParameterizedTest
    @EnumSource
    default void mount_fromNobodyInParticular_findsTheBlob(DigestAlgorithm algorithm) {
        String to = newRepository();
        byte[] bytes = new Assembly(algorithm.hexLength()).bytes(512);
        Digest digest = Digest.of(algorithm, bytes);
        Way.POST_ONLY.push(wire(), newRepository(), bytes, digest).is(201);

        Answer mounted = wire().post("%s?mount=%s".formatted(uploads(to), digest)).is(201).names(digest);

        wire().get(mounted.location()).is(200).holds(bytes);
    }

    @ParameterizedTest
    @CsvSource({"sha256,", "sha512,", "sha256,&from=conformance/none", "sha512,&from=conformance/none"})
    default void mount_ofWhatNobodyHas_isASession(String algorithm, String from) {
        String repository = newRepository();
        byte[] bytes = new Assembly(9).bytes(513);
        Digest digest = Digest.of(DigestAlgorithm.labelled(algorithm), bytes);

        Answer begun = wire().post("%s?mount=%s%s".formatted(uploads(repository), digest, from == null ? "" : from));

        wire().send("PUT", begun.is(202).location(digest), bytes).is(201).names(digest);
        wire().get(blobs(repository, digest)).is(200).holds(bytes);
        wire().delete(blobs(repository, digest)).is(202);
    }
}
