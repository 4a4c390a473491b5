package dev.crossdock.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.crossdock.aws.lambda.BatchAnswer;
import dev.crossdock.aws.lambda.InTime;
import dev.crossdock.aws.lambda.RawEvent;
import dev.crossdock.aws.lambda.TimeLeft;
import dev.crossdock.aws.state.Delivery;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Plans what the queue of requests asks for: requests of ours, and events of Amazon's registry. Called by hand, it puts
 * onto that queue what a person wants ({@link OnDemand}).
 */
public final class PlanHandler implements RequestStreamHandler {
    private final Wiring wiring;

    /** As Lambda makes it. */
    public PlanHandler() {
        this(Wiring.ofThisProcess());
    }

    PlanHandler(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        TimeLeft time = TimeLeft.of(context.getRemainingTimeInMillis(), wiring.clock().instant());
        try (var _ = wiring.within(time)) {
            RawEvent read = RawEvent.read(event);
            if (read.isBatch()) {
                BatchAnswer.write(plan(read.deliveries(Step.PLAN), context.getAwsRequestId(), time), answer);
            } else {
                answer.write(new OnDemand(wiring).accept(read.toString(), time).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Planning waits for answers, mostly: a batch waits together. */
    private List<String> plan(List<Delivery> batch, String requestId, TimeLeft time) {
        StepRunner runner = new StepRunner(wiring, new StepRunner.Errand(requestId,
                (rig, message, _) -> message instanceof Message.Request request
                        ? rig.plan().plan(request)
                        : List.of(Queue.Outgoing.now(message))));
        return new InTime(time, new EcrEvents(wiring, runner)::run, runner::unfinished).together(batch);
    }
}
