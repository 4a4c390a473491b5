package dev.crossdock.bench;

import dev.crossdock.testkit.lambda.Ended;
import dev.crossdock.testkit.lambda.FunctionSetup;
import dev.crossdock.testkit.lambda.LocalFunction;
import dev.crossdock.testkit.lambda.QueuedMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pushes' way through all functions in one process. */
final class TrainingRun implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MEGABYTES = 1024;

    private final Account account;
    private final LocalFunction function;

    TrainingRun(Account account, FunctionPackage packaged, Path logs) {
        this.account = account;
        Map<String, String> variables = new LinkedHashMap<>(account.variables());
        variables.putAll(packaged.variables());
        System.setProperty("crossdock.lambda.java", packaged.options());
        this.function = new LocalFunction(new FunctionSetup("crossdock-training",
                "dev.crossdock.bench.training.TrainingHandler", LONGEST, new FunctionSetup.Size(MEGABYTES, 1),
                variables, packaged.classPath()), logs);
    }

    void push(String hook) throws IOException, InterruptedException {
        call(Lambda.RECEIVE, hook);
        for (Lambda each : List.of(Lambda.PLAN, Lambda.COPY, Lambda.PUBLISH)) {
            String queue = each.queue().orElseThrow();
            for (List<QueuedMessage> batch = account.take(queue, 1); !batch.isEmpty(); batch = account.take(queue, 1)) {
                call(each, QueuedMessage.event(batch, "arn:aws:sqs:us-east-1:123456789012:" + queue));
                account.delete(queue, batch);
            }
        }
        call(Lambda.SWEEP, "{}");
    }

    private void call(Lambda each, String event) throws IOException, InterruptedException {
        Ended ended = function.invoke(Hook.text(Map.of("handler", each.handler(), "event", event))).ended();
        if (!(ended instanceof Ended.Answered)) {
            throw new IOException("training: %s: %s%n%s".formatted(each, ended, function.log()));
        }
    }

    /** Lets the process end by itself: it writes the cache then. */
    void finish() throws IOException, InterruptedException {
        Ended ended = function.invoke("{}").ended();
        if (!ended.equals(new Ended.Exited(0))) {
            throw new IOException("training: got %s, wanted an end with 0%n%s".formatted(ended, function.log()));
        }
    }

    @Override
    public void close() {
        function.close();
        System.clearProperty("crossdock.lambda.java");
    }
}
