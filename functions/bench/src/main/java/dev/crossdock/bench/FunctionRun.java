package dev.crossdock.bench;

import dev.crossdock.testkit.lambda.Ended;
import dev.crossdock.testkit.lambda.FunctionSetup;
import dev.crossdock.testkit.lambda.LocalFunction;
import dev.crossdock.testkit.lambda.QueuedMessage;
import dev.crossdock.testkit.lambda.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One push's way through processes that all start cold. */
final class FunctionRun {
    private static final int MOST_MESSAGES = 100;
    private static final double NANOS = 1e9;

    private final Account account;
    private final FunctionPackage packaged;
    private final Path logs;
    private final Map<Lambda, Cold> found = new LinkedHashMap<>();

    /**
     * What a first invocation took, from the start of the process to the answer.
     *
     * @param init up to the first question for an event
     * @param cpu  of the process, user and system
     */
    record Cold(double init, double first, double cpu) {
        double total() {
            return init + first;
        }
    }

    FunctionRun(Account account, FunctionPackage packaged, Path logs) {
        this.account = account;
        this.packaged = packaged;
        this.logs = logs;
    }

    /** Gives the hook's event to receive, and what follows to who follows, until nothing does. */
    Map<Lambda, Cold> push(String hook) throws IOException, InterruptedException {
        call(Lambda.RECEIVE, hook);
        for (Lambda each : List.of(Lambda.PLAN, Lambda.COPY, Lambda.PUBLISH)) {
            drain(each);
        }
        call(Lambda.SWEEP, "{}");
        return found;
    }

    /** The same as far as the function's first event, without the functions after it. */
    void call(Lambda function, String event) throws IOException, InterruptedException {
        try (LocalFunction started = start(function)) {
            measured(function, started, event);
        }
    }

    /**
     * Hands the queue's messages over one by one: the first one to a process that is started for it. Gives the sum of
     * all, with the process's CPU time at the end.
     */
    Cold drain(Lambda function) throws IOException, InterruptedException {
        String queue = function.queue().orElseThrow();
        try (LocalFunction started = start(function)) {
            Cold sum = new Cold(0, 0, 0);
            for (int i = 0; i < MOST_MESSAGES; i++) {
                List<QueuedMessage> batch = account.take(queue, 1);
                if (batch.isEmpty()) {
                    return sum;
                }
                Cold one = measured(function, started, QueuedMessage.event(batch,
                        "arn:aws:sqs:us-east-1:123456789012:" + queue.toLowerCase(java.util.Locale.ROOT)));
                account.delete(queue, batch);
                sum = new Cold(sum.init + one.init, sum.first + one.first, one.cpu);
            }
        }
        throw new IOException("%s: more than %d messages of one push".formatted(queue, MOST_MESSAGES));
    }

    private LocalFunction start(Lambda function) {
        Map<String, String> variables = new LinkedHashMap<>(account.variables());
        if (!packaged.options().isEmpty()) {
            variables.put("JAVA_TOOL_OPTIONS", packaged.options());
        }
        System.setProperty("crossdock.lambda.java", packaged.start().java());
        variables.putAll(packaged.variables());
        return new LocalFunction(new FunctionSetup("crossdock-" + function.name().toLowerCase(java.util.Locale.ROOT),
                packaged.handler(function), function.timeout(), new FunctionSetup.Size(function.megabytes(), 1),
                variables, packaged.classPath()), logs);
    }

    private Cold measured(Lambda function, LocalFunction started, String event)
            throws IOException, InterruptedException {
        Report report = started.invoke(event);
        if (!(report.ended() instanceof Ended.Answered answered) || answered.payload().contains("itemIdentifier")
                || answered.payload().matches("(?s).*\"statusCode\":[^2].*")) {
            throw new IOException("%s: got %s: see %s".formatted(function, report.ended(), logs));
        }
        Cold cold = new Cold(seconds(report.init().orElse(Duration.ZERO)), seconds(report.duration()),
                seconds(cpu()));
        if (report.init().isPresent()) {
            found.put(function, cold);
        }
        return cold;
    }

    /** Of the one Java that this one has started and that still runs. */
    private static Duration cpu() {
        return ProcessHandle.current().children()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .map(child -> child.info().totalCpuDuration()).flatMap(Optional::stream).findFirst()
                .orElse(Duration.ZERO);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }
}
