package dev.crossdock.proof.template.rules;

import dev.crossdock.aws.lambda.StepLine;
import dev.crossdock.proof.template.EventSource;
import dev.crossdock.proof.template.LambdaFunction;
import dev.crossdock.proof.template.MessageQueue;
import dev.crossdock.proof.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How queues stand to the functions that read them, and to their dead letters. */
final class QueueRules {
    /** What AWS recommends, so that a batch that is retried is not also seen by another. */
    private static final int VISIBILITY_PER_TIMEOUT = 6;
    private static final int BATCH_WITHOUT_WINDOW = 10;

    private QueueRules() {}

    static List<String> eventSources(Template template) {
        List<String> violations = new ArrayList<>();
        for (LambdaFunction function : template.functions()) {
            for (EventSource source : function.eventSources()) {
                Optional<MessageQueue> queue = template.queue(source.queueArn());
                queue.ifPresentOrElse(it -> violations.addAll(eventSource(function, source, it)), () -> violations
                        .add("%s: reads %s: got no such queue".formatted(function.id(), source.queueArn())));
            }
        }
        return violations;
    }

    private static List<String> eventSource(LambdaFunction function, EventSource source, MessageQueue queue) {
        List<String> violations = new ArrayList<>();
        long wanted = VISIBILITY_PER_TIMEOUT * function.timeoutSeconds();
        if (queue.visibilitySeconds() < wanted) {
            violations.add("%s: visibility: got %d s, wanted %d times the %d s of %s".formatted(queue.id(),
                    queue.visibilitySeconds(), VISIBILITY_PER_TIMEOUT, function.timeoutSeconds(), function.id()));
        }
        if (source.batchSize() > BATCH_WITHOUT_WINDOW && (queue.isFifo() || source.windowSeconds() < 1)) {
            violations.add(
                    "%s: batch of %s: got %d and a window of %d s, wanted at most %d, or a window, or no FIFO queue"
                            .formatted(function.id(), queue.id(), source.batchSize(), source.windowSeconds(),
                                    BATCH_WITHOUT_WINDOW));
        }
        if (!source.reportsItemFailures()) {
            violations.add("%s: source %s: one bad message fails its batch: wanted ReportBatchItemFailures"
                    .formatted(function.id(), queue.id()));
        }
        if (source.maximumConcurrency().isEmpty()) {
            violations.add("%s: source %s: got no MaximumConcurrency, wanted a bound".formatted(function.id(),
                    queue.id()));
        }
        return violations;
    }

    static List<String> deadLetters(Template template) {
        List<String> violations = new ArrayList<>();
        for (MessageQueue queue : template.queues()) {
            if (queue.sourceArns().isPresent()) {
                continue; // it takes dead letters itself
            }
            Optional<MessageQueue> dead = queue.deadLetterArn().flatMap(template::queue);
            dead.ifPresentOrElse(it -> violations.addAll(deadLetters(queue, it)),
                    () -> violations.add("%s: got no dead-letter queue, wanted one".formatted(queue.id())));
        }
        return violations;
    }

    private static List<String> deadLetters(MessageQueue queue, MessageQueue dead) {
        List<String> violations = new ArrayList<>();
        if (queue.isFifo() != dead.isFifo()) {
            violations.add("%s: FifoQueue %s, but of its dead letters %s: %s".formatted(queue.id(), queue.isFifo(),
                    dead.id(), dead.isFifo()));
        }
        if (queue.isFifo() != queue.name().endsWith(".fifo") || dead.isFifo() != dead.name().endsWith(".fifo")) {
            violations
                    .add("%s: got the names %s and %s, wanted .fifo where FifoQueue is true, and only there".formatted(
                            queue.id(), queue.name(), dead.name()));
        }
        if (dead.retentionSeconds() <= queue.retentionSeconds()) {
            violations.add("%s: retention: got %d s, wanted more than the %d s of %s".formatted(dead.id(),
                    dead.retentionSeconds(), queue.retentionSeconds(), queue.id()));
        }
        if (!dead.sourceArns().equals(Optional.of(List.of(queue.arn())))) {
            violations.add("%s: RedriveAllowPolicy: got %s, wanted %s".formatted(dead.id(), dead.sourceArns(),
                    queue.arn()));
        }
        if (queue.maximumReceives().filter(count -> count >= 2).isEmpty()) {
            violations.add("%s: maxReceiveCount: got %s, wanted at least 2".formatted(queue.id(),
                    queue.maximumReceives()));
        }
        return violations;
    }

    /** Whoever gives up, stands still or is not let in is heard of. */
    static List<String> alarms(Template template) {
        Set<String> watched = template.resources("AWS::CloudWatch::Alarm").values().stream()
                .flatMap(alarm -> alarm.get("Dimensions").items().stream()
                        .map(dimension -> "%s %s of %s %s".formatted(alarm.get("Namespace").text(),
                                alarm.get("MetricName").text(), dimension.get("Name").text(),
                                dimension.get("Value").text())))
                .collect(Collectors.toSet());
        return wanted(template).filter(metric -> !watched.contains(metric)).map(metric -> "no alarm on " + metric)
                .toList();
    }

    private static Stream<String> wanted(Template template) {
        Stream<String> queues = template.queues().stream().map(queue -> "AWS/SQS %s of QueueName %s".formatted(
                queue.sourceArns().isPresent()
                        ? "ApproximateNumberOfMessagesVisible"
                        : "ApproximateAgeOfOldestMessage",
                queue.name()));
        Stream<String> steps = template.functions().stream().filter(function -> !function.eventSources().isEmpty())
                .map(function -> "%s %s of step %s".formatted(StepLine.NAMESPACE, StepLine.AGE,
                        function.id().toLowerCase(Locale.ROOT)));
        Stream<String> addresses = template.functions().stream()
                .filter(function -> function.properties().find("FunctionUrlConfig").isPresent())
                .map(function -> "AWS/Lambda Url5xxCount of FunctionName " + function.name());
        return Stream.of(queues, steps, addresses).flatMap(names -> names);
    }
}
