package dev.crossdock.aws.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/**
 * What one step did, as one line of JSON: for people who search the log, and, by the embedded metric format, for
 * CloudWatch, which makes metrics of it (namespace {@value #NAMESPACE}, dimensions step and outcome; a message's age by step
 * alone, for an alarm has to name all dimensions).
 */
public final class StepLine {
    /** Of the metrics. */
    public static final String NAMESPACE = "Crossdock";
    /** How long ago the work was first asked for. */
    public static final String AGE = "ageMs";
    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectNode line = JSON.createObjectNode();
    private final ArrayNode directives;
    private final Instant begun;

    /** Of the step, which did its work now. */
    public StepLine(String step, Instant now) {
        ObjectNode emf = line.putObject("_aws");
        emf.put("Timestamp", now.toEpochMilli());
        this.directives = emf.putArray("CloudWatchMetrics");
        this.begun = now;
        ArrayNode names = metrics("step", "outcome");
        metric(names, "messages", "Count");
        metric(names, "durationMs", "Milliseconds");
        metric(names, "bytes", "Bytes");
        line.put("step", step);
        line.put("messages", 1);
        line.put("bytes", 0);
    }

    /** The metrics with these dimensions. */
    private ArrayNode metrics(String... dimensions) {
        ObjectNode directive = directives.addObject();
        directive.put("Namespace", NAMESPACE);
        ArrayNode names = directive.putArray("Dimensions").addArray();
        for (String dimension : dimensions) {
            names.add(dimension);
        }
        return directive.putArray("Metrics");
    }

    private static void metric(ArrayNode names, String name, String unit) {
        names.addObject().put("Name", name).put("Unit", unit);
    }

    /** How it ended, in one word, and how long it took. */
    public StepLine ended(String outcome, Duration took) {
        line.put("outcome", outcome);
        line.put("durationMs", took.toMillis());
        return this;
    }

    /** One more fact; nothing where there is nothing to say. */
    public StepLine with(String name, String value) {
        if (!value.isEmpty()) {
            line.put(name, value);
        }
        return this;
    }

    /** One more number. */
    public StepLine with(String name, long value) {
        line.put(name, value);
        return this;
    }

    /**
     * When the work was first asked for. SQS's own age begins anew with each message that takes another's place, which is
     * how work waits.
     */
    public StepLine sentAt(Instant time) {
        metric(metrics("step"), AGE, "Milliseconds");
        return with(AGE, Math.max(0, Duration.between(time, begun).toMillis()));
    }

    /** The line, without its end. */
    @Override
    public String toString() {
        return line.toString();
    }
}
