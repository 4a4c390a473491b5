package dev.crossdock.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.crossdock.aws.lambda.RawEvent;
import dev.crossdock.aws.lambda.BatchAnswer;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
        RawEvent read = RawEvent.read(event);
        if (!read.isBatch()) {
            TimeLeft time = TimeLeft.of(context.getRemainingTimeInMillis(), wiring.clock().instant());
            answer.write(new OnDemand(wiring).accept(read.toString(), time).getBytes(StandardCharsets.UTF_8));
            return;
        }
        StepRunner runner = new StepRunner(wiring, new StepRunner.Errand(context.getAwsRequestId(),
                (rig, message, _) -> message instanceof Message.Request request
                        ? rig.plan().plan(request)
                        : List.of(Queue.Outgoing.now(message))));
        BatchAnswer.write(together(read.deliveries(Step.PLAN), new EcrEvents(wiring, runner)), answer);
    }

    /** Planning waits for answers, mostly: a batch waits together. */
    private static List<String> together(List<Delivery> batch, EcrEvents runner) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> done = batch.stream().map(delivery -> threads.submit(() -> runner.run(delivery)))
                    .toList();
            return java.util.stream.IntStream.range(0, batch.size()).filter(i -> !isDone(done.get(i)))
                    .mapToObj(i -> batch.get(i).messageId()).toList();
        }
    }

    private static boolean isDone(Future<Boolean> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("planning failed outside of any message", e.getCause());
        }
    }
}
