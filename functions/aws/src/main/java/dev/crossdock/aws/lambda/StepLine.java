package dev.crossdock.aws.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/**
 * What one step did, as one line of JSON: for people who search the log, and, by the embedded metric format, for
 * CloudWatch, which makes metrics of it (namespace {@value #NAMESPACE}, dimensions step and outcome).
 */
public final class StepLine {
    /** Of the metrics. */
    public static final String NAMESPACE = "Crossdock";
    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectNode line = JSON.createObjectNode();

    /** Of the step, which did its work now. */
    public StepLine(String step, Instant now) {
        ObjectNode emf = line.putObject("_aws");
        emf.put("Timestamp", now.toEpochMilli());
        ObjectNode metrics = emf.putArray("CloudWatchMetrics").addObject();
        metrics.put("Namespace", NAMESPACE);
        metrics.putArray("Dimensions").addArray().add("step").add("outcome");
        ArrayNode names = metrics.putArray("Metrics");
        metric(names, "messages", "Count");
        metric(names, "durationMs", "Milliseconds");
        metric(names, "bytes", "Bytes");
        line.put("step", step);
        line.put("messages", 1);
        line.put("bytes", 0);
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

    /** The line, without its end. */
    @Override
    public String toString() {
        return line.toString();
    }
}
