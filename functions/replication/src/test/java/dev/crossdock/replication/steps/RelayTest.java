package dev.crossdock.replication.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import dev.crossdock.transfer.BlobOutcome;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.BlobSender;
import dev.crossdock.transfer.BlobTransfer;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.SingleFlight;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A blob that no one deadline suffices for, carried on from task to task. */
final class RelayTest {
    private static final Picture IMAGE = Images.image("image", 0);
    private static final int MANY = 200;

    private final World world = new World(new TestClock());

    @AfterEach
    void close() {
        world.close();
    }

    private Message.Copy plan() {
        world.app().push("v1", IMAGE);
        return (Message.Copy) world.follow(new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(),
                Message.Trail.UNASKED)).getFirst();
    }

    /** Sends a number of bytes per deadline, from where it got before where it is one that resumes. */
    private static final class Slow implements BlobSender {
        private final long perLeg;
        private final boolean resumes;
        private long at;

        Slow(long perLeg, boolean resumes) {
            this.perLeg = perLeg;
            this.resumes = resumes;
        }

        @Override
        public BlobOutcome send(dev.crossdock.transfer.Source source, dev.crossdock.transfer.Target target,
                Parcel parcel, dev.crossdock.transfer.TransferTerms terms) {
            Descriptor blob = parcel.blob();
            if (resumes && at > 0) {
                terms.progress().resumed(blob, at);
            }
            terms.progress().moved(blob, perLeg);
            at += perLeg;
            throw new Deadline.PassedException("blob stopped");
        }
    }

    private Message.Copy leg(CopyStep step, Message.Copy task) {
        List<Queue.Outgoing> next = step.copy(task, () -> true);
        return (Message.Copy) next.getFirst().message();
    }

    private CopyStep step(BlobSender sender) {
        return new CopyStep(world.context, new BlobTransfer(new SingleFlight(), sender), BlobProgress.NONE);
    }

    @Test
    void blobThatGetsFurther_isCarriedOnAsLongAsItTakes() {
        CopyStep step = step(new Slow(10, true));
        Message.Copy task = plan();
        for (int i = 0; i < MANY; i++) {
            task = leg(step, task);
        }
        assertThat(task.trail().relay())
                .hasValue(new Message.Relay(MANY, 0, 10L * MANY * task.blobs().size() / task.blobs().size()));
    }

    @Test
    void blobThatStartsAgainEachTime_isGivenUp() {
        CopyStep step = step(new Slow(10, false));
        Message.Copy task = plan();
        for (int i = 0; i < CopyStep.MAXIMUM_VAIN_LEGS; i++) {
            task = leg(step, task);
        }
        Message.Copy last = task;
        assertThatThrownBy(() -> step.copy(last, () -> true)).isInstanceOf(RegistryException.Refused.class)
                .hasMessageContaining("no further than byte 10").hasMessageContaining("10 deadlines in a row");
    }

    @Test
    void publication_beginsANewCount() {
        CopyStep step = step(new Slow(10, true));
        Message.Copy task = leg(step, plan());
        assertThat(world.copy.copy(task, Deadline.NONE)).extracting(it -> it.message().trail())
                .containsExactly(Message.Trail.UNASKED);
    }
}
