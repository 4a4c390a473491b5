package dev.crossdock.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.crossdock.aws.lambda.InTime;
import dev.crossdock.aws.lambda.RawEvent;
import dev.crossdock.aws.lambda.BatchAnswer;
import dev.crossdock.aws.lambda.StepLine;
import dev.crossdock.aws.lambda.TimeLeft;
import dev.crossdock.replication.Claims;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Moves the blobs that the queue of copies asks for; what does not fit into its time goes on in another invocation. */
public final class CopyHandler implements RequestStreamHandler {
    private final Wiring wiring;

    /** As Lambda makes it. */
    public CopyHandler() {
        this(Wiring.ofThisProcess());
    }

    CopyHandler(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        TimeLeft time = TimeLeft.of(context.getRemainingTimeInMillis(), wiring.clock().instant());
        StepRunner runner = new StepRunner(wiring, new StepRunner.Errand(context.getAwsRequestId(),
                (rig, message, line) -> copy(rig, message, line, time)));
        try (var _ = wiring.within(time)) {
            BatchAnswer.write(new InTime(time, runner::run, runner::unfinished)
                    .inOrder(RawEvent.read(event).deliveries(Step.COPY)), answer);
        }
    }

    private List<Queue.Outgoing> copy(Rig rig, Message message, StepLine line, TimeLeft time) {
        if (!(message instanceof Message.Copy task)) {
            return List.of(Queue.Outgoing.now(message)); // somebody put it onto the wrong queue
        }
        BytesMoved moved = new BytesMoved();
        Instant begun = wiring.clock().instant();
        wiring.checkpoints().begin(time, task.trail().relay().isPresent());
        try {
            // A holder for each invocation: processes that begin as copies of one snapshot must not be one.
            Claims claims = wiring.state().claims(time::killedAt);
            return rig.copy(wiring.transfer(), moved, claims).copy(task, time);
        } finally {
            moved.tell(line);
            wiring.checkpoints().ended(moved.bytes(), Duration.between(begun, wiring.clock().instant()));
        }
    }
}
