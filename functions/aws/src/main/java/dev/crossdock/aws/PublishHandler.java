package dev.crossdock.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.crossdock.aws.lambda.InTime;
import dev.crossdock.aws.lambda.RawEvent;
import dev.crossdock.aws.lambda.TimeLeft;
import dev.crossdock.aws.lambda.BatchAnswer;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Puts manifests and tags; its queue gives it one publication of a tag after the other. */
public final class PublishHandler implements RequestStreamHandler {
    private final Wiring wiring;

    /** As Lambda makes it. */
    public PublishHandler() {
        this(Wiring.ofThisProcess());
    }

    PublishHandler(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        TimeLeft time = TimeLeft.of(context.getRemainingTimeInMillis(), wiring.clock().instant());
        StepRunner runner = new StepRunner(wiring, new StepRunner.Errand(context.getAwsRequestId(),
                (rig, message, _) -> message instanceof Message.Publish task
                        ? rig.publish().publish(task)
                        : List.of(Queue.Outgoing.now(message))));
        try (var _ = wiring.within(time)) {
            BatchAnswer.write(new InTime(time, runner::run, runner::unfinished)
                    .inOrder(RawEvent.read(event).deliveries(Step.PUBLISH)), answer);
        }
    }
}
