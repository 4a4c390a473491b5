package dev.crossdock.proof.lambda.stack;

import dev.crossdock.testkit.lambda.QueuedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A queue of the stack, as Lambda and as an operator use it. */
public final class LocalQueue {
    private static final int MOST_LOOKS = 1_000;
    /** So many messages at most does one request of SQS receive or delete. */
    static final int MOST_AT_ONCE = 10;

    private static final List<QueueAttributeName> COUNTS = List.of(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

    private final SqsClient sqs;
    private final String url;

    LocalQueue(SqsClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
    }

    String url() {
        return url;
    }

    /** The queue's own name for itself, which is the emulator's account's. */
    public String arn() {
        return Objects.requireNonNull(
                sqs.getQueueAttributes(it -> it.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                        .attributes().get(QueueAttributeName.QUEUE_ARN));
    }

    /** Sends a message as somebody else would, EventBridge say. */
    public void send(String body, Map<String, String> attributes) {
        sqs.sendMessage(it -> {
            it.queueUrl(url).messageBody(body).messageAttributes(attributes.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, each -> MessageAttributeValue.builder()
                            .dataType("String").stringValue(each.getValue()).build())));
            if (url.endsWith(".fifo")) {
                String alone = UUID.randomUUID().toString();
                it.messageGroupId(alone).messageDeduplicationId(alone);
            }
        });
    }

    /** Messages that can be seen now, hidden from then on. */
    List<QueuedMessage> receive(int maximum, int waitSeconds) {
        return sqs.receiveMessage(it -> it.queueUrl(url).maxNumberOfMessages(Math.min(maximum, MOST_AT_ONCE))
                .waitTimeSeconds(waitSeconds).messageAttributeNames("All")
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)).messages().stream()
                .map(LocalQueue::queued).toList();
    }

    private static QueuedMessage queued(Message message) {
        return new QueuedMessage(message.messageId(), message.receiptHandle(), message.body(), message.md5OfBody(),
                message.attributesAsStrings(), message.messageAttributes().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().stringValue())));
    }

    /**
     * Deletes at most ten by one request. What took longer than its visibility was delivered again, and stays: its
     * handle is not valid any more.
     */
    void delete(List<QueuedMessage> messages) {
        sqs.deleteMessageBatch(it -> it.queueUrl(url).entries(IntStream.range(0, messages.size())
                .mapToObj(i -> DeleteMessageBatchRequestEntry.builder().id(Integer.toString(i))
                        .receiptHandle(messages.get(i).receiptHandle()).build())
                .toList())).failed().stream().filter(failed -> !failed.code().contains("ReceiptHandleIsInvalid"))
                .forEach(failed -> System.err.printf("delete from %s: %s%n", url, failed));
    }

    /** How many messages there are: waiting, delayed or handed out. */
    public long depth() {
        return sqs.getQueueAttributes(it -> it.queueUrl(url).attributeNames(COUNTS)).attributes().values().stream()
                .mapToLong(Long::parseLong).sum();
    }

    /** Looks at all messages that can be seen now, and leaves them. */
    public List<QueuedMessage> look() {
        List<QueuedMessage> seen = new ArrayList<>();
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            List<QueuedMessage> some = receive(MOST_AT_ONCE, 0);
            if (some.isEmpty()) {
                break;
            }
            seen.addAll(some);
        }
        seen.forEach(message -> sqs.changeMessageVisibility(
                it -> it.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(0)));
        return seen;
    }

    /** What an operator does when the cause is gone: dead letters go back, to a queue that has to be named. */
    public void redriveTo(LocalQueue destination) {
        String source = arn();
        String back = destination.arn();
        sqs.startMessageMoveTask(it -> it.sourceArn(source).destinationArn(back));
    }
}
