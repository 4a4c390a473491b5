package dev.crossdock.proof.template;

import java.util.OptionalLong;

/** What Lambda reads a queue by, for a function. */
public record EventSource(String functionId, Tree properties) {
    /** What Lambda takes where the template does not say. */
    private static final long BATCH_DEFAULT = 10;

    public String queueArn() {
        return properties.get("Queue").text();
    }

    public long batchSize() {
        return properties.find("BatchSize").map(Tree::number).orElse(BATCH_DEFAULT);
    }

    public long windowSeconds() {
        return properties.find("MaximumBatchingWindowInSeconds").map(Tree::number).orElse(0L);
    }

    public OptionalLong maximumConcurrency() {
        return properties.find("ScalingConfig", "MaximumConcurrency").map(Tree::number).map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    public boolean reportsItemFailures() {
        return properties.find("FunctionResponseTypes").map(Tree::texts)
                .filter(types -> types.contains("ReportBatchItemFailures")).isPresent();
    }
}
