package dev.crossdock.aws.state;

import dev.crossdock.replication.Step;
import dev.crossdock.transfer.Pause;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** SQS's calls, each result checked. */
final class SqsCalls {
    static final int MOST_IN_A_BATCH = 10;
    static final Duration LONGEST_POLL = Duration.ofSeconds(20);
    static final Duration LONGEST_VISIBILITY = Duration.ofHours(12);
    private static final int MOST_SENDS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int BAD_REQUEST = 400;

    private final SqsClient sqs;

    SqsCalls(SqsClient sqs) {
        this.sqs = sqs;
    }

    /**
     * One message to send.
     *
     * @param group         of a FIFO queue, or for fairness
     * @param deduplication of a FIFO queue; empty for standard ones
     */
    record Entry(Envelope envelope, Duration delay, String group, String deduplication) {}

    /** Sends all; throws where some are not taken after several attempts, though others were. */
    void send(String url, List<Entry> entries) {
        for (int from = 0; from < entries.size(); from += MOST_IN_A_BATCH) {
            sendBatch(url, entries.subList(from, Math.min(entries.size(), from + MOST_IN_A_BATCH)));
        }
    }

    private void sendBatch(String url, List<Entry> batch) {
        Map<String, Entry> left = new HashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            left.put(Integer.toString(i), batch.get(i));
        }
        for (int attempt = 1;; attempt++) {
            SendMessageBatchResponse answer = call("send to", url, () -> sqs.sendMessageBatch(it -> it.queueUrl(url)
                    .entries(left.entrySet().stream().sorted(Map.Entry.comparingByKey())
                            .map(each -> entry(each.getKey(), each.getValue())).toList())));
            left.keySet().retainAll(ids(answer.failed()));
            if (left.isEmpty()) {
                return;
            }
            BatchResultErrorEntry first = answer.failed().getFirst();
            if (first.senderFault() || attempt == MOST_SENDS) {
                throw new AwsStateException(
                        "send to %s: got %s \"%s\" for %d of %d messages, wanted all taken (attempt %d of %d)"
                                .formatted(url, first.code(), first.message(), left.size(), batch.size(), attempt,
                                        MOST_SENDS),
                        !first.senderFault());
            }
            Pause.SLEEP.wait(Pause.backoff(attempt, FIRST_PAUSE, LONGEST_PAUSE));
        }
    }

    private static Set<String> ids(List<BatchResultErrorEntry> failed) {
        return failed.stream().map(BatchResultErrorEntry::id).collect(Collectors.toCollection(HashSet::new));
    }

    private static SendMessageBatchRequestEntry entry(String id, Entry entry) {
        SendMessageBatchRequestEntry.Builder builder = SendMessageBatchRequestEntry.builder().id(id)
                .messageBody(entry.envelope.body()).messageGroupId(entry.group)
                .messageAttributes(entry.envelope.on().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, each -> text(each.getValue()))));
        return entry.deduplication.isEmpty()
                ? builder.delaySeconds(seconds(entry.delay)).build()
                : builder.messageDeduplicationId(entry.deduplication).build();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }

    /** How to receive: at most so many, hidden from others for so long, waiting so long for the first. */
    record Look(int maximum, Duration visibility, Duration patience) {}

    /** Messages of the queue, which is one of the step's. */
    List<Delivery> receive(Step step, String url, Look look) {
        return call("receive from", url, () -> sqs.receiveMessage(it -> it.queueUrl(url)
                .maxNumberOfMessages(Math.min(look.maximum, MOST_IN_A_BATCH))
                .visibilityTimeout(seconds(look.visibility))
                .waitTimeSeconds((int) Math.min(look.patience.toSeconds(), LONGEST_POLL.toSeconds()))
                .messageAttributeNames("All")
                .messageSystemAttributeNames(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                        MessageSystemAttributeName.SENT_TIMESTAMP)))
                .messages().stream().map(message -> delivery(step, message)).toList();
    }

    private static Delivery delivery(Step step, Message message) {
        Map<String, String> ours = new HashMap<>();
        message.messageAttributes().forEach((name, value) -> {
            if (value.stringValue() != null) {
                ours.put(name, value.stringValue());
            }
        });
        return new Delivery(step, message.messageId(), message.receiptHandle(), message.body(),
                message.attributesAsStrings(), ours);
    }

    /** Deletes the message; says whether the receipt was still good for it. */
    boolean delete(String url, String receipt) {
        return whileGood("delete from", url, () -> sqs.deleteMessage(it -> it.queueUrl(url).receiptHandle(receipt)));
    }

    /** Hides the message for so long from now on; says whether the receipt was still good for it. */
    boolean hide(String url, String receipt, Duration visibility) {
        Duration bounded = visibility.compareTo(LONGEST_VISIBILITY) < 0 ? visibility : LONGEST_VISIBILITY;
        return whileGood("change the visibility in", url, () -> sqs.changeMessageVisibility(
                it -> it.queueUrl(url).receiptHandle(receipt).visibilityTimeout(seconds(bounded))));
    }

    private static boolean whileGood(String action, String url, Runnable call) {
        return call(action, url, () -> {
            try {
                call.run();
                return true;
            } catch (SqsException e) {
                if (isAboutTheReceipt(e)) {
                    return false;
                }
                throw e;
            }
        });
    }

    /** Of a message that was handed out again, or is gone: AWS says InvalidParameterValue, "The receipt handle has expired". */
    private static boolean isAboutTheReceipt(SqsException failure) {
        if (failure instanceof ReceiptHandleIsInvalidException || failure instanceof MessageNotInflightException) {
            return true;
        }
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return failure.statusCode() == BAD_REQUEST && text.contains("receipt");
    }

    /** How many messages wait, are delayed, or are handed out: about. */
    long depth(String url) {
        List<QueueAttributeName> counts = List.of(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);
        Map<QueueAttributeName, String> answer = call("count in", url,
                () -> sqs.getQueueAttributes(it -> it.queueUrl(url).attributeNames(counts))).attributes();
        return counts.stream().mapToLong(name -> Long.parseLong(answer.getOrDefault(name, "0")))
                .sum();
    }

    /** SQS counts in whole seconds. */
    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.plusMillis(999).toSeconds());
    }

    private static <T> T call(String action, String url, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw AwsStateException.of(action, url, e);
        }
    }
}
