package dev.crossdock.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.replication.fake.Images;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the blobs of a run are parted into copy tasks. */
final class BatchesTest {
    @Test
    void batches_areFullAtTheirBytes() {
        long half = PlanStep.MAXIMUM_BATCH_BYTES / 2;
        assertThat(sizes(half, half, 1, half, half)).containsExactly(2, 2, 1);
        assertThat(sizes(PlanStep.MAXIMUM_BATCH_BYTES * 3, 1, 1)).containsExactly(1, 2);
        assertThat(sizes(1, PlanStep.MAXIMUM_BATCH_BYTES * 3, 1)).containsExactly(1, 1, 1);
    }

    @Test
    void batches_areFullAtTheirCount() {
        long[] small = IntStream.range(0, PlanStep.MAXIMUM_BATCH_BLOBS * 2 + 1).mapToLong(_ -> 1).toArray();
        assertThat(sizes(small)).containsExactly(PlanStep.MAXIMUM_BATCH_BLOBS, PlanStep.MAXIMUM_BATCH_BLOBS, 1);
    }

    private static List<Integer> sizes(long... bytes) {
        List<Message.Wanted> wanted = new ArrayList<>();
        for (long each : bytes) {
            Digest digest = Digest.sha256(Images.bytes("blob " + wanted.size(), 8));
            wanted.add(new Message.Wanted(new Descriptor("a/b", digest, each), Optional.empty()));
        }
        List<List<Message.Wanted>> batches = PlanStep.batches(wanted);
        assertThat(batches.stream().flatMap(List::stream).toList()).as("nothing lost, order kept").isEqualTo(wanted);
        return batches.stream().map(List::size).toList();
    }
}
