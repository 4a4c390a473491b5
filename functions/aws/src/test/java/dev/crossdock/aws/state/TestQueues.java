package dev.crossdock.aws.state;

import dev.crossdock.testkit.aws.AwsExtension;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Queues as the template makes them, of one test alone. */
final class TestQueues {
    private static final int MOST_RECEIVES = 10;

    private final SqsClient sqs;
    private final AwsExtension aws;

    private TestQueues(SqsClient sqs, AwsExtension aws) {
        this.sqs = sqs;
        this.aws = aws;
    }

    static QueueUrls create(AwsClients clients, AwsExtension aws) {
        return new TestQueues(clients.sqs(), aws).create(MOST_RECEIVES);
    }

    /** Messages are moved to the dead letters when they were received so often. */
    static QueueUrls create(AwsClients clients, AwsExtension aws, int mostReceives) {
        return new TestQueues(clients.sqs(), aws).create(mostReceives);
    }

    private QueueUrls create(int mostReceives) {
        String planDead = queue(aws.uniqueName("plan-dead"), Map.of());
        String copyDead = queue(aws.uniqueName("copy-dead"), Map.of());
        String publishDead = queue(aws.uniqueName("publish-dead") + ".fifo", fifo());
        return new QueueUrls(queue(aws.uniqueName("plan"), to(planDead, mostReceives)),
                queue(aws.uniqueName("copy"), to(copyDead, mostReceives)),
                queue(aws.uniqueName("publish") + ".fifo", both(fifo(), to(publishDead, mostReceives))),
                queue(aws.uniqueName("publish-later"), to(planDead, mostReceives)),
                new QueueUrls.DeadLetters(planDead, copyDead, publishDead));
    }

    private String queue(String name, Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(it -> it.queueName(name).attributes(attributes)).queueUrl();
    }

    private static Map<QueueAttributeName, String> fifo() {
        return Map.of(QueueAttributeName.FIFO_QUEUE, "true", QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup",
                QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perMessageGroupId");
    }

    private static Map<QueueAttributeName, String> both(Map<QueueAttributeName, String> some,
            Map<QueueAttributeName, String> others) {
        Map<QueueAttributeName, String> all = new HashMap<>(some);
        all.putAll(others);
        return all;
    }

    private Map<QueueAttributeName, String> to(String deadLetters, int mostReceives) {
        String arn = "arn:aws:sqs:%s:000000000000:".formatted(aws.sqs().region())
                + deadLetters.substring(deadLetters.lastIndexOf('/') + 1);
        return Map.of(QueueAttributeName.REDRIVE_POLICY,
                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}".formatted(arn, mostReceives));
    }
}
