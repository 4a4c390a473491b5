package dev.crossdock.aws;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.replication.Step;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.transfer.Pause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** One deployment: its queues and buckets, its functions, and what Lambda does between them. */
final class Stack implements AutoCloseable {
    static final Duration USUAL_TIME = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LONGEST_DRIVE = Duration.ofSeconds(90);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final int MOST_RECEIVES = 20;

    final Map<String, String> variables = new LinkedHashMap<>();
    final List<String> log = new CopyOnWriteArrayList<>();
    final SqsClient sqs;
    private final SdkHttpClient http = Apache5HttpClient.create();
    private final S3Client s3;
    private final AwsExtension aws;
    private final String configBucket;
    private final Wiring wiring;
    private final Set<String> doubled = new HashSet<>();
    private Duration copyTime = USUAL_TIME;
    private boolean twice;

    Stack(AwsExtension aws, String config, Map<String, String> more) {
        this.aws = aws;
        System.setProperty("aws.region", aws.s3().region());
        System.setProperty("aws.accessKeyId", aws.s3().accessKey());
        System.setProperty("aws.secretAccessKey", aws.s3().secretKey());
        StaticCredentialsProvider credentials = StaticCredentialsProvider
                .create(AwsBasicCredentials.create(aws.s3().accessKey(), aws.s3().secretKey()));
        this.sqs = SqsClient.builder().httpClient(http).endpointOverride(aws.sqs().uri())
                .region(Region.of(aws.sqs().region())).credentialsProvider(credentials).build();
        this.s3 = S3Client.builder().httpClient(http).endpointOverride(aws.s3().uri()).forcePathStyle(true)
                .region(Region.of(aws.s3().region())).credentialsProvider(credentials).build();
        this.configBucket = bucket("config");
        variables.put("CROSSDOCK_CONFIG", "s3://" + configBucket + "/crossdock.yaml");
        variables.put("CROSSDOCK_STATE", bucket("state"));
        variables.put("AWS_ENDPOINT_URL_S3", aws.s3().uri().toString());
        variables.put("AWS_ENDPOINT_URL_SQS", aws.sqs().uri().toString());
        queues("REQUESTS", "COPIES", "PUBLISHES");
        variables.putAll(more);
        configure(config);
        this.wiring = new Wiring(variables, log::add);
    }

    private String bucket(String what) {
        String name = aws.uniqueName(what);
        s3.createBucket(it -> it.bucket(name));
        return name;
    }

    private void queues(String... names) {
        for (String name : names) {
            boolean fifo = name.equals("PUBLISHES");
            String dead = queue(name + "-dead", fifo, Map.of());
            variables.put("CROSSDOCK_DEAD_" + name, dead);
            String arn = "arn:aws:sqs:%s:000000000000:%s".formatted(aws.sqs().region(),
                    dead.substring(dead.lastIndexOf('/') + 1));
            variables.put("CROSSDOCK_" + name, queue(name, fifo, Map.of(QueueAttributeName.REDRIVE_POLICY,
                    "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}".formatted(arn, MOST_RECEIVES))));
        }
    }

    private String queue(String name, boolean fifo, Map<QueueAttributeName, String> more) {
        Map<QueueAttributeName, String> attributes = new LinkedHashMap<>(more);
        if (fifo) {
            attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
            attributes.put(QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup");
            attributes.put(QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perMessageGroupId");
        }
        String unique = aws.uniqueName(name.toLowerCase(java.util.Locale.ROOT)) + (fifo ? ".fifo" : "");
        return sqs.createQueue(it -> it.queueName(unique).attributes(attributes)).queueUrl();
    }

    /** Changes the configuration; who has read it looks again within a minute. */
    void configure(String config) {
        s3.putObject(it -> it.bucket(configBucket).key("crossdock.yaml"), RequestBody.fromString(config));
    }

    Wiring wiring() {
        return wiring;
    }

    /** The copy function gets so much time. */
    Stack withCopyTime(Duration time) {
        copyTime = time;
        return this;
    }

    /** Each message is delivered twice. */
    Stack deliveringTwice() {
        twice = true;
        return this;
    }

    String url(Step step) {
        return variable(switch (step) {
            case PLAN -> "CROSSDOCK_REQUESTS";
            case COPY -> "CROSSDOCK_COPIES";
            case PUBLISH -> "CROSSDOCK_PUBLISHES";
        });
    }

    private String variable(String name) {
        return java.util.Objects.requireNonNull(variables.get(name), name);
    }

    /** What a function answers. */
    String call(RequestStreamHandler handler, String event) throws IOException {
        return call(handler, event, USUAL_TIME);
    }

    static String call(RequestStreamHandler handler, String event, Duration time) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer,
                new FakeContext("request-1", time));
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** A webhook's answer. */
    JsonNode hook(String path, String body, String... headers) throws IOException {
        ObjectNode event = JSON.createObjectNode().put("version", "2.0").put("rawPath", path).put("body", body)
                .put("isBase64Encoded", false);
        event.putObject("requestContext").putObject("http").put("method", "POST").put("path", path);
        ObjectNode sent = event.putObject("headers");
        for (int i = 0; i < headers.length; i += 2) {
            sent.put(headers[i], headers[i + 1]);
        }
        return JSON.readTree(call(new ReceiveHandler(wiring), event.toString()));
    }

    /** Somebody else puts a message onto a queue. */
    void send(Step step, String body, Map<String, String> properties) {
        sqs.sendMessage(it -> it.queueUrl(url(step)).messageBody(body).messageAttributes(properties.entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey,
                        each -> software.amazon.awssdk.services.sqs.model.MessageAttributeValue.builder()
                                .dataType("String").stringValue(each.getValue()).build()))));
    }

    /** Delivers until all queues are empty. */
    void drive() throws IOException {
        long end = System.nanoTime() + LONGEST_DRIVE.toNanos();
        while (depth() > 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the queues are not empty after " + LONGEST_DRIVE + ": " + log);
            }
            int delivered = 0;
            for (Step step : Step.values()) {
                delivered += deliver(step);
            }
            if (delivered == 0) {
                Pause.SLEEP.wait(LOOK_AGAIN); // what is left is delayed
            }
        }
    }

    private long depth() {
        long depth = 0;
        for (Step step : Step.values()) {
            Map<QueueAttributeName, String> counts = sqs.getQueueAttributes(it -> it.queueUrl(url(step))
                    .attributeNames(QueueAttributeName.ALL)).attributes();
            depth += count(counts, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                    + count(counts, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED)
                    + count(counts, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
        }
        return depth;
    }

    private static long count(Map<QueueAttributeName, String> counts, QueueAttributeName name) {
        return Long.parseLong(counts.getOrDefault(name, "0"));
    }

    /** One invocation of the step's function with what its queue has; says how many messages that were. */
    int deliver(Step step) throws IOException {
        List<Message> batch = sqs.receiveMessage(it -> it.queueUrl(url(step))
                .maxNumberOfMessages(step == Step.PLAN ? 10 : 1).visibilityTimeout(120).messageAttributeNames("All")
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)).messages();
        if (batch.isEmpty()) {
            return 0;
        }
        if (twice) {
            invoke(step, batch.stream().filter(it -> doubled.add(it.messageId())).toList());
        }
        List<String> failed = invoke(step, batch);
        batch.stream().filter(it -> !failed.contains(it.messageId())).forEach(it -> delete(step, it));
        return batch.size();
    }

    /** What the function has deleted itself is gone, which AWS does not mind and ElasticMQ does. */
    private void delete(Step step, Message message) {
        try {
            sqs.deleteMessage(gone -> gone.queueUrl(url(step)).receiptHandle(message.receiptHandle()));
        } catch (SqsException e) {
            if (!String.valueOf(e.getMessage()).contains("receipt handle")) {
                throw e;
            }
        }
    }

    private List<String> invoke(Step step, List<Message> batch) throws IOException {
        RequestStreamHandler handler = switch (step) {
            case PLAN -> new PlanHandler(wiring);
            case COPY -> new CopyHandler(wiring);
            case PUBLISH -> new PublishHandler(wiring);
        };
        String answer = call(handler, QueueEvent.of(batch), step == Step.COPY ? copyTime : USUAL_TIME);
        List<String> failed = new ArrayList<>();
        JSON.readTree(answer).path("batchItemFailures")
                .forEach(each -> failed.add(each.path("itemIdentifier").asText()));
        return failed;
    }

    /** The log's lines as JSON: each has to be some. */
    List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : log) {
            if (line.startsWith("{")) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }

    /** The lines of a step. */
    List<JsonNode> lines(String step) throws IOException {
        return lines().stream().filter(line -> line.path("step").asText().equals(step)).toList();
    }

    /** The reasons on the dead letters of a step, by their bodies. */
    Map<String, String> deadLetters(String queue) {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (Message message : sqs.receiveMessage(it -> it.queueUrl(variable("CROSSDOCK_DEAD_" + queue))
                .maxNumberOfMessages(10).visibilityTimeout(0).messageAttributeNames("All")).messages()) {
            var reason = message.messageAttributes().get("reason");
            reasons.put(message.body(), reason == null ? "" : reason.stringValue());
        }
        return reasons;
    }

    static String registry(String name, URI url, String more) {
        return "  %s:\n    url: %s\n%s".formatted(name, url, more);
    }

    @Override
    public void close() {
        wiring.close();
        sqs.close();
        s3.close();
        http.close();
    }
}
