package dev.crossdock.proof.template;

import java.util.List;
import java.util.Optional;

/** A queue, with SQS's defaults for what the template does not say. */
public record MessageQueue(String id, Tree properties) {
    private static final long VISIBILITY_DEFAULT_SECONDS = 30;
    private static final long RETENTION_DEFAULT_SECONDS = 345_600;

    public String name() {
        return properties.get("QueueName").text();
    }

    public String arn() {
        return Account.queueArn(name());
    }

    public boolean isFifo() {
        return properties.find("FifoQueue").filter(fifo -> fifo.is("true")).isPresent();
    }

    public long visibilitySeconds() {
        return properties.find("VisibilityTimeout").map(Tree::number).orElse(VISIBILITY_DEFAULT_SECONDS);
    }

    public long retentionSeconds() {
        return properties.find("MessageRetentionPeriod").map(Tree::number).orElse(RETENTION_DEFAULT_SECONDS);
    }

    public Optional<String> deadLetterArn() {
        return properties.find("RedrivePolicy", "deadLetterTargetArn").map(Tree::text);
    }

    public Optional<Long> maximumReceives() {
        return properties.find("RedrivePolicy", "maxReceiveCount").map(Tree::number);
    }

    /** The queues whose dead letters it takes; empty for a queue that is none for dead letters. */
    public Optional<List<String>> sourceArns() {
        return properties.find("RedriveAllowPolicy", "sourceQueueArns").map(Tree::texts);
    }
}
