package dev.crossdock.bench;

import dev.crossdock.testkit.aws.AwsEndpoint;
import dev.crossdock.testkit.aws.RunningAws;
import dev.crossdock.testkit.lambda.QueuedMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Queues and buckets of emulators, for functions that are invoked one by one: nothing polls, so nothing competes. */
final class Account implements AutoCloseable {
    private static final String CONFIG = "crossdock-config";
    private static final int HIDDEN_SECONDS = 600;

    private final RunningAws aws = RunningAws.start();
    private final SqsClient sqs;
    private final S3Client s3;
    private final Map<String, String> variables = new LinkedHashMap<>();

    Account() {
        sqs = at(SqsClient.builder(), aws.sqs()).httpClientBuilder(Apache5HttpClient.builder()).build();
        s3 = at(S3Client.builder(), aws.s3()).httpClientBuilder(Apache5HttpClient.builder()).forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED).build();
        s3.createBucket(it -> it.bucket(CONFIG));
        s3.createBucket(it -> it.bucket("crossdock-state"));
        variables.put("CROSSDOCK_CONFIG", "s3://" + CONFIG + "/crossdock.yaml");
        variables.put("CROSSDOCK_STATE", "crossdock-state");
        for (String name : List.of("REQUESTS", "COPIES", "PUBLISHES")) {
            variables.put("CROSSDOCK_" + name, queue(name.toLowerCase(java.util.Locale.ROOT), name));
            variables.put("CROSSDOCK_DEAD_" + name, queue("dead-" + name.toLowerCase(java.util.Locale.ROOT), name));
        }
        variables.put("HOOK", Hook.TOKEN);
        variables.put("AWS_REGION", aws.s3().region());
        variables.put("AWS_ACCESS_KEY_ID", aws.s3().accessKey());
        variables.put("AWS_SECRET_ACCESS_KEY", aws.s3().secretKey());
        variables.put("AWS_ENDPOINT_URL_S3", aws.s3().uri().toString());
        variables.put("AWS_ENDPOINT_URL_SQS", aws.sqs().uri().toString());
    }

    private static <B extends AwsClientBuilder<B, ?>> B at(B builder, AwsEndpoint endpoint) {
        return builder.endpointOverride(endpoint.uri()).region(Region.of(endpoint.region()))
                .credentialsProvider(StaticCredentialsProvider
                        .create(AwsBasicCredentials.create(endpoint.accessKey(), endpoint.secretKey())));
    }

    private String queue(String name, String kind) {
        boolean fifo = kind.equals("PUBLISHES");
        Map<QueueAttributeName, String> attributes = fifo
                ? Map.of(QueueAttributeName.FIFO_QUEUE, "true", QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup",
                        QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perMessageGroupId")
                : Map.of();
        return sqs.createQueue(it -> it.queueName(name + (fifo ? ".fifo" : "")).attributes(attributes)).queueUrl();
    }

    /** What a function is told by its environment. */
    Map<String, String> variables() {
        return Map.copyOf(variables);
    }

    void configure(String yaml) {
        s3.putObject(it -> it.bucket(CONFIG).key("crossdock.yaml"), RequestBody.fromString(yaml));
    }

    private String url(String queue) {
        return Objects.requireNonNull(variables.get("CROSSDOCK_" + queue), queue);
    }

    /** At most so many that can be seen now. */
    List<QueuedMessage> take(String queue, int most) {
        return sqs.receiveMessage(it -> it.queueUrl(url(queue)).maxNumberOfMessages(most).messageAttributeNames("All")
                .visibilityTimeout(HIDDEN_SECONDS).messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages().stream().map(Account::queued).toList();
    }

    private static QueuedMessage queued(Message message) {
        return new QueuedMessage(message.messageId(), message.receiptHandle(), message.body(), message.md5OfBody(),
                message.attributesAsStrings(), message.messageAttributes().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().stringValue())));
    }

    void delete(String queue, List<QueuedMessage> messages) {
        messages.forEach(message -> sqs
                .deleteMessage(it -> it.queueUrl(url(queue)).receiptHandle(message.receiptHandle())));
    }

    @Override
    public void close() {
        sqs.close();
        s3.close();
        aws.close();
    }
}
