package dev.crossdock.proof.lambda.stack;

import dev.crossdock.proof.template.MessageQueue;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** What CloudFormation does with the template's queues and buckets; what an earlier trial left goes first. */
final class Deployment {
    private static final Set<String> OTHERWISE = Set.of("QueueName", "VisibilityTimeout", "RedrivePolicy",
            "RedriveAllowPolicy");

    private final Clients clients;
    private final Blueprint blueprint;
    private final Map<String, LocalQueue> made = new LinkedHashMap<>();

    Deployment(Clients clients, Blueprint blueprint) {
        this.clients = clients;
        this.blueprint = blueprint;
    }

    /** The queues by their names; those for dead letters are made first. */
    Map<String, LocalQueue> queues() {
        blueprint.template().queues().stream()
                .sorted(Comparator.comparing((MessageQueue queue) -> queue.deadLetterArn().isPresent()))
                .forEach(queue -> made.put(queue.name(), queue(queue)));
        return Map.copyOf(made);
    }

    private LocalQueue queue(MessageQueue queue) {
        try {
            String old = clients.sqs().getQueueUrl(it -> it.queueName(queue.name())).queueUrl();
            clients.sqs().deleteQueue(it -> it.queueUrl(old));
        } catch (QueueDoesNotExistException _) {
            // As it should be.
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        queue.properties().entries().forEach((name, value) -> {
            if (!OTHERWISE.contains(name)) {
                attributes.put(name, value.text());
            }
        });
        attributes.put("VisibilityTimeout", Long.toString(blueprint.visibilitySeconds(queue)));
        queue.deadLetterArn().ifPresent(arn -> attributes.put("RedrivePolicy",
                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}".formatted(made(arn).arn(),
                        queue.maximumReceives().orElseThrow())));
        return new LocalQueue(clients.sqs(), clients.sqs()
                .createQueue(it -> it.queueName(queue.name()).attributesWithStrings(attributes)).queueUrl());
    }

    private LocalQueue made(String arn) {
        return Optional.ofNullable(made.get(arn.substring(arn.lastIndexOf(':') + 1)))
                .orElseThrow(() -> new IllegalArgumentException(arn + ": the template makes no such queue"));
    }

    /** The buckets, empty. */
    void buckets() {
        for (String id : blueprint.template().resources("AWS::S3::Bucket").keySet()) {
            String bucket = bucket(id);
            try {
                clients.s3().createBucket(it -> it.bucket(bucket));
            } catch (BucketAlreadyOwnedByYouException _) {
                empty(bucket);
            }
        }
    }

    /** The name that the template's reader gives it. */
    static String bucket(String id) {
        return "crossdock-" + id.toLowerCase(Locale.ROOT);
    }

    private void empty(String bucket) {
        List<String> keys = clients.s3().listObjectsV2Paginator(it -> it.bucket(bucket)).contents().stream()
                .map(S3Object::key).toList();
        keys.forEach(key -> clients.s3().deleteObject(it -> it.bucket(bucket).key(key)));
    }
}
