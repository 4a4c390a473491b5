package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.limits.HostLimits;
import dev.crossdock.image.Repository;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.BlobTransfer;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.SingleFlight;
import dev.crossdock.transfer.ranges.RangedFeeds;
import dev.crossdock.transfer.upload.AdaptiveSender;
import dev.crossdock.transfer.upload.Checkpoints;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.TransferTerms;
import dev.crossdock.transfer.ranges.RangedFeeds;
import dev.crossdock.transfer.upload.AdaptiveSender;
import dev.crossdock.transfer.upload.Checkpoints;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host that is source and target at once, with fewer places than there are workers: nobody waits for ever. */
@Timeout(60)
class SameHostTest {
    private static final Repository FROM = new Repository("from");
    private static final Repository TO = new Repository("to");
    private static final HostLimits ONE = new HostLimits(OptionalInt.of(1), OptionalInt.empty(), OptionalLong.empty());

    private final HttpEngine engine = new HttpEngine();
    private final BlobTransfer transfer = new BlobTransfer(new SingleFlight(),
            new AdaptiveSender(new RangedFeeds(), Checkpoints.NONE));
    private RegistryServer left;
    private RegistryServer right;

    @BeforeEach
    void start(@TempDir Path leftRoot, @TempDir Path rightRoot) throws IOException {
        left = RegistryServer.start(RegistrySettings.onFreePort(leftRoot));
        right = RegistryServer.start(RegistrySettings.onFreePort(rightRoot));
    }

    @AfterEach
    void stop() {
        engine.close();
        left.close();
        right.close();
    }

    private RegistryClient client(RegistryServer server) {
        return new RegistryClient(engine,
                RegistryOptions.at(URI.create("http://127.0.0.1:" + server.port())));
    }

    private static List<SeededBlob> blobs(int seed) {
        return IntStream.range(0, 12).mapToObj(i -> {
            byte[] bytes = new byte[400_000];
            new Random(seed + i).nextBytes(bytes);
            return new SeededBlob("application/octet-stream", bytes);
        }).toList();
    }

    private static void push(List<SeededBlob> blobs, Target target) {
        for (SeededBlob blob : blobs) {
            target.beginUpload(Wire.descriptor(blob)).stream(out -> out.write(ByteBuffer.wrap(blob.bytes())));
        }
    }

    private Runnable copy(SeededBlob blob, Source source, Target target) {
        return () -> transfer.move(source, target,
                new BlobTransfer.Wish(Wire.descriptor(blob), Optional.empty(), true), TransferTerms.PLAIN);
    }

    @Test
    void copyWithinOneHost_withOnePlaceAndManyWorkers_ends() {
        RegistryClient host = client(left);
        List<SeededBlob> blobs = blobs(1);
        push(blobs, host.target(FROM));
        host.limit(ONE);
        try (Fanout fanout = new Fanout("copy", 6)) {
            fanout.each(blobs, blob -> copy(blob, host.source(FROM), host.target(TO)).run());
        }
        assertThat(blobs).allMatch(blob -> host.target(TO).holds(Wire.descriptor(blob)));
        assertThat(host.load().inFlight()).isZero();
    }

    @Test
    void copiesInOppositeDirections_withOnePlaceEach_end() {
        RegistryClient one = client(left);
        RegistryClient other = client(right);
        List<SeededBlob> there = blobs(100);
        List<SeededBlob> back = blobs(200);
        push(there, one.target(FROM));
        push(back, other.target(FROM));
        one.limit(ONE);
        other.limit(ONE);
        List<Runnable> copies = IntStream.range(0, there.size()).boxed()
                .flatMap(i -> List.of(copy(there.get(i), one.source(FROM), other.target(TO)),
                        copy(back.get(i), other.source(FROM), one.target(TO))).stream())
                .toList();
        try (Fanout fanout = new Fanout("copy", 8)) {
            fanout.each(copies, Runnable::run);
        }
        assertThat(there).allMatch(blob -> other.target(TO).holds(Wire.descriptor(blob)));
        assertThat(back).allMatch(blob -> one.target(TO).holds(Wire.descriptor(blob)));
    }

    private static InputStream open(Source source, SeededBlob blob) {
        return Channels.newInputStream(source.blob(Wire.descriptor(blob), 0, blob.bytes().length));
    }

    @Test
    void aBlobHeldOpen_whileItsReaderWantsAnother_isNoCircle() throws IOException {
        RegistryClient host = client(left);
        List<SeededBlob> blobs = blobs(300);
        push(blobs, host.target(FROM));
        host.limit(ONE);
        Source source = host.source(FROM);
        try (InputStream first = open(source, blobs.get(0)); InputStream second = open(source, blobs.get(1))) {
            assertThat(second.readAllBytes()).isEqualTo(blobs.get(1).bytes());
            assertThat(first.readAllBytes()).isEqualTo(blobs.get(0).bytes());
        }
    }
}
