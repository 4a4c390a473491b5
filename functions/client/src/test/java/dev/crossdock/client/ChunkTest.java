package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.Limits;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Repository;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.Received;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.RegistryException.Unavailable;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.Upload;
import dev.crossdock.transfer.Upload.Reason;
import dev.crossdock.transfer.Upload.Standing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upload in chunks, as registries answer it: each in its own way. */
class ChunkTest {
    private static final Limits IMPATIENT = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5),
            Duration.ofMillis(300), Duration.ofSeconds(2), 4);
    private static final String UPLOADS = Wire.V2 + "/blobs/uploads/";

    @AutoClose
    private final Wire wire = new Wire(IMPATIENT);
    private final SeededBlob blob = new SeededBlob("application/octet-stream", bytes());
    private final Descriptor descriptor = Wire.descriptor(blob);
    private final Target target = wire.target();

    private static byte[] bytes() {
        byte[] bytes = new byte[30_000];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    private Upload opened() {
        wire.registry.on("POST", UPLOADS, Answer.status(202).header("Location", UPLOADS + "1?state=0"));
        return target.beginUpload(descriptor);
    }

    private ByteBuffer chunk(int from, int to) {
        return ByteBuffer.wrap(blob.bytes(), from, to - from);
    }

    private Upload.Answer answer(int status, String code, String message) {
        Upload upload = opened();
        wire.registry.on("PATCH", UPLOADS + "1\\?state=0", Answer.error(status, code, message));
        return upload.chunk(10_000, chunk(10_000, 20_000));
    }

    @Test
    void chunks_followEachOtherWhereverTheyAreSent() {
        Upload upload = opened();
        wire.registry
                .on("PATCH", UPLOADS + "1\\?state=0",
                        Answer.status(202).header("Location", "2?state=1").header("Range", "0-9999"))
                .on("PATCH", UPLOADS + "2\\?state=1", Answer.status(201).header("Range", "bytes=0-29999"))
                .on("PUT", UPLOADS + "2\\?state=1&digest=sha256(%3A|:).*", Answer.status(201));
        ByteBuffer first = chunk(0, 10_000);
        assertThat(upload.chunk(0, first)).isEqualTo(new Upload.Answer.Taken(OptionalLong.of(10_000)));
        assertThat(first.remaining()).as("it may be needed again").isEqualTo(10_000);
        assertThat(upload.chunk(10_000, chunk(10_000, 30_000)))
                .isEqualTo(new Upload.Answer.Taken(OptionalLong.of(30_000)));
        assertThat(upload.commit()).isInstanceOf(Upload.Answer.Taken.class);
        Received second = wire.registry.received().get(2);
        assertThat(second.header("Content-Range")).contains("10000-29999");
        assertThat(second.header("Content-Length")).contains("20000");
        assertThat(second.header("Content-Type")).contains("application/octet-stream");
        assertThat(wire.registry.received().getLast().header("Content-Length")).contains("0");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204})
    void anySuccess_isTaken(int status) {
        Upload upload = opened();
        wire.registry.on("PATCH", UPLOADS + ".*", Answer.status(status));
        assertThat(upload.chunk(0, chunk(0, 10))).isEqualTo(new Upload.Answer.Taken(OptionalLong.empty()));
    }

    @Test
    void emptyUpload_andOneByte_lookAlike_andAreEmpty() {
        Upload upload = opened();
        wire.registry.on("GET", UPLOADS + ".*", Answer.status(204).header("Range", "0-0"));
        assertThat(upload.standing()).isEqualTo(new Standing.Holds(0));
    }

    @ParameterizedTest
    @CsvSource({"413, SIZE_INVALID, too much, TOO_LARGE", //
            "416, REQUESTED_RANGE_NOT_SATISFIABLE, the request body is too large and exceeds the maximum, TOO_LARGE", //
            "416, RANGE_INVALID, out of order, OUT_OF_PLACE", //
            "404, BLOB_UPLOAD_UNKNOWN, who, GONE", //
            "404, BLOB_UPLOAD_INVALID, blob upload invalid, GONE", //
            "404, NOT_FOUND, session expired, GONE", //
            "404, UNSUPPORTED, no chunks, NO_CHUNKS", //
            "400, BLOB_UPLOAD_INVALID, no, GONE", //
            "410, UNKNOWN, expired, GONE", //
            "405, UNSUPPORTED, no chunks, NO_CHUNKS", //
            "400, UNSUPPORTED, no chunks, NO_CHUNKS", //
            "501, UNKNOWN, no chunks, NO_CHUNKS"})
    void declined_sortedByWhatHelps(int status, String code, String message, Reason reason) {
        assertThat(answer(status, code, message)).isInstanceOfSatisfying(Upload.Answer.Declined.class, it -> {
            assertThat(it.reason()).isEqualTo(reason);
            assertThat(it.failure()).hasMessageStartingWith("push bytes 10000 to 19999 of blob sha256:")
                    .hasMessageContaining("at target " + wire.place() + ": got " + status);
        });
    }

    @Test
    void outOfPlace_tellsTheOffset_inTheHeader() {
        Upload upload = opened();
        wire.registry.on("PATCH", UPLOADS + ".*", Answer.error(416, "RANGE_INVALID", "no").header("Range", "0-14999"));
        assertThat(upload.chunk(10_000, chunk(10_000, 20_000))).isInstanceOfSatisfying(Upload.Answer.Declined.class,
                it -> assertThat(it.wanted()).hasValue(15_000));
    }

    @Test
    void outOfPlace_tellsTheOffset_inTheTextOfEcr() {
        Upload upload = opened();
        wire.registry.on("PATCH", UPLOADS + ".*", Answer.error(416, "BLOB_UPLOAD_INVALID",
                "First byte of the layer part is '10000' instead of '20000'").header("Range", "0-9999"));
        assertThat(upload.chunk(10_000, chunk(10_000, 20_000))).isInstanceOfSatisfying(Upload.Answer.Declined.class,
                it -> assertThat(it.wanted()).hasValue(20_000));
    }

    @Test
    void serverError_isUnavailable_andRefusalIsRefused() {
        assertThatThrownBy(() -> answer(500, "UNKNOWN", "disk full")).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> answer(403, "DENIED", "no")).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> answer(429, "TOOMANYREQUESTS", "slow")).isInstanceOf(Unavailable.class);
    }

    @Test
    void commit_ofOtherBytes_isDeclined() {
        Upload upload = opened();
        wire.registry.on("PUT", UPLOADS + ".*", Answer.error(400, "DIGEST_INVALID", "not that"));
        assertThat(upload.commit()).isInstanceOfSatisfying(Upload.Answer.Declined.class, it -> {
            assertThat(it.reason()).isEqualTo(Reason.OTHER_BYTES);
            assertThat(it.failure()).isInstanceOf(Corrupt.class);
        });
    }

    @Test
    void standing_heldGoneOrUntold() {
        Upload upload = opened();
        wire.registry
                .on("GET", UPLOADS + "1\\?state=0",
                        Answer.status(204).header("Range", "0-99").header("Location", "1?state=7"))
                .on("GET", UPLOADS + "1\\?state=7", Answer.error(404, "BLOB_UPLOAD_UNKNOWN", "gone"))
                .on("GET", UPLOADS + "1\\?state=7", Answer.status(405))
                .on("GET", UPLOADS + "1\\?state=7", Answer.status(204));
        assertThat(upload.standing()).isEqualTo(new Standing.Holds(100));
        assertThat(upload.address()).as("what the answer says is asked next").endsWith("1?state=7");
        assertThat(upload.standing()).isEqualTo(new Standing.Gone());
        assertThat(upload.standing()).isEqualTo(new Standing.Untold());
        assertThat(upload.standing()).isEqualTo(new Standing.Untold());
    }

    @ParameterizedTest
    @CsvSource({"5000, 5000", "0, 0", "-1, 0", "many, 0", "99999999999, 0"})
    void leastChunk_isWhatTheRegistrySays(String said, int least) {
        wire.registry.on("POST", UPLOADS,
                Answer.status(202).header("Location", UPLOADS + "1").header("OCI-Chunk-Min-Length", said));
        assertThat(target.beginUpload(descriptor).leastChunk()).isEqualTo(least);
    }

    @Test
    void resumed_goesOnAtItsAddress() {
        String address = opened().address();
        assertThat(address).isEqualTo(wire.registry.uri() + UPLOADS + "1?state=0");
        wire.registry.on("PATCH", UPLOADS + "1\\?state=0", Answer.status(202));
        Upload resumed = wire.target().resumeUpload(descriptor, address).orElseThrow();
        assertThat(resumed.chunk(0, chunk(0, 10))).isInstanceOf(Upload.Answer.Taken.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://elsewhere.example/v2/app/blobs/uploads/1", "not an address", ""})
    void resumed_atAnAddressThatIsNotItsOwn_isNothing(String address) {
        assertThat(target.resumeUpload(descriptor, address)).isEmpty();
    }

    @Test
    void observed_isKnownToAllRepositoriesOfTheHost() {
        RegistryClient client = wire.client(Credentials.anonymous());
        client.target(Wire.APP).observed(HostTraits.UNKNOWN.withLargestChunk(7));
        assertThat(client.target(new Repository("other")).traits().uploads().largestChunk())
                .isEqualTo(7);
        assertThat(wire.target().traits()).as("another client").isEqualTo(HostTraits.UNKNOWN);
    }

    @Test
    void observed_isRemembered_once_andRecalledByTheNextClient() {
        Map<String, HostTraits.Uploads> kept = new HashMap<>();
        AtomicInteger writes = new AtomicInteger();
        HostMemory memory = new HostMemory() {
            @Override
            public Optional<HostTraits.Uploads> recall(String host) {
                return Optional.ofNullable(kept.get(host));
            }

            @Override
            public void remember(String host, HostTraits.Uploads seen) {
                writes.incrementAndGet();
                kept.put(host, seen);
            }
        };
        RegistryOptions options = RegistryOptions.at(wire.registry.uri());
        HostTraits small = HostTraits.UNKNOWN.withLargestChunk(7);
        Target first = new RegistryClient(wire.engine, options, memory).target(Wire.APP);
        first.observed(small);
        first.observed(small);
        assertThat(writes).hasValue(1);
        assertThat(kept).containsOnlyKeys("127.0.0.1:" + wire.registry.port());
        assertThat(new RegistryClient(wire.engine, options, memory).target(Wire.APP).traits()).isEqualTo(small);
    }

    @Test
    void bodyWithoutBytesForLong_isGivenUp_whereThereIsAnotherWay() {
        Upload upload = opened();
        wire.registry.on("PUT", UPLOADS + ".*", Answer.status(201));
        RuntimeException mine = new IllegalStateException("given up");
        CountDownLatch never = new CountDownLatch(1);
        assertThatThrownBy(() -> upload.stream(out -> {
            out.write(chunk(0, 10_000));
            try {
                assertThat(never.await(3, TimeUnit.SECONDS)).isFalse();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThatThrownBy(() -> out.write(chunk(10_000, 30_000))).isInstanceOf(Upload.IdleException.class);
            throw mine;
        })).isSameAs(mine);
    }

    @Test
    void bodyWithoutBytesForLong_isWaitedFor_whereTheHostTakesNoChunks() {
        Upload upload = opened();
        target.observed(HostTraits.UNKNOWN.withoutChunks());
        wire.registry.on("PUT", UPLOADS + ".*", Answer.status(201));
        CountDownLatch never = new CountDownLatch(1);
        assertThat(upload.stream(out -> {
            out.write(chunk(0, 10_000));
            try {
                assertThat(never.await(1, TimeUnit.SECONDS)).isFalse();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            out.write(chunk(10_000, 30_000));
        })).isInstanceOf(Upload.Answer.Taken.class);
    }
}
