package dev.crossdock.aws.state;

import dev.crossdock.replication.Message;
import dev.crossdock.replication.MessageCodec;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Step;
import dev.crossdock.transfer.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The queue on SQS: for each step a queue with its dead letters (decision 0008).
 *
 * <p>SQS counts deliveries: {@code failures} are those before this one, and those of the messages that this one took the
 * place of. It knows no transaction: where a batch cannot be sent whole, some of it may have been, and the step that sent
 * it runs again. It delays at most a quarter of an hour, and in a FIFO queue not at all: what waits longer is sent on
 * again, and publications wait in a standard queue of their own. A function hands what its event brought to
 * {@link #accept}; others call {@link #receive}.
 */
public final class SqsQueue implements Queue {
    /** SQS's own limit. */
    static final Duration LONGEST_DELAY = Duration.ofMinutes(15);
    /** A message that failed so often makes place for a fresh one: the redrive's {@code maxReceiveCount} must be larger. */
    static final int RECEIVES_BEFORE_FRESH = 5;
    private static final Duration LONGEST_WAIT = Duration.ofDays(14);
    /** How long a message is ours while it makes place for another one. */
    private static final Duration HANDOVER = Duration.ofSeconds(60);
    private static final Duration BETWEEN_SHORT_LOOKS = Duration.ofMillis(100);
    private static final int MOST_ANSWERS_KNOWN = 10_000;

    private final QueueUrls urls;
    private final SqsCalls calls;
    private final LargeBodies bodies;
    private final InstantSource clock;
    private final Terms terms;
    private final DeadLetters deadLetters;
    private final Map<String, Boolean> answered = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_ANSWERS_KNOWN;
        }
    };

    /**
     * How it waits.
     *
     * @param longestDelay of one message
     * @param look         how long it looks into a queue that may hold something
     * @param traceparent  of what is done now, for what is sent
     */
    record Terms(Duration longestDelay, Duration look, Supplier<Optional<String>> traceparent) {}

    /** What a receipt says beside SQS's own handle; {@code until} the message is ours, in milliseconds. */
    private record Receipt(String handle, int receives, Optional<String> reference, long until) {
        static Receipt of(Received received) {
            String[] parts = received.receipt().split("\n", -1);
            return new Receipt(parts[0], Integer.parseInt(parts[1]),
                    Optional.of(parts[2]).filter(it -> !it.isEmpty()), Long.parseLong(parts[3]));
        }

        String text() {
            return "%s\n%d\n%s\n%d".formatted(handle, receives, reference.orElse(""), until);
        }
    }

    SqsQueue(QueueUrls urls, SqsCalls calls, LargeBodies bodies, InstantSource clock, Terms terms) {
        this.urls = urls;
        this.calls = calls;
        this.bodies = bodies;
        this.clock = clock;
        this.terms = terms;
        this.deadLetters = new DeadLetters(urls, calls, bodies, clock, terms.look);
    }

    @Override
    public void send(List<Outgoing> batch) {
        Instant latest = clock.instant().plus(LONGEST_WAIT);
        batch.stream().flatMap(it -> it.notBefore().stream()).filter(it -> it.isAfter(latest)).findFirst()
                .ifPresent(time -> {
                    throw new IllegalArgumentException("send a message for %s: wanted %s at the latest".formatted(time,
                            latest));
                });
        Map<String, List<SqsCalls.Entry>> byQueue = new LinkedHashMap<>();
        for (Outgoing outgoing : batch) {
            Message message = outgoing.message();
            Envelope envelope = bodies.put(envelope(MessageCodec.encode(message), clock.instant(), 0));
            Addressed addressed = address(message, envelope, outgoing.notBefore(), firstDeduplication(message));
            byQueue.computeIfAbsent(addressed.url, _ -> new ArrayList<>()).add(addressed.entry);
        }
        byQueue.forEach(calls::send);
    }

    private Envelope envelope(String body, Instant sentAt, int failures) {
        Envelope envelope = new Envelope(body, Map.of()).with(Envelope.SENT_AT, sentAt.toEpochMilli());
        if (failures > 0) {
            envelope = envelope.with(Envelope.FAILURES, failures);
        }
        Optional<String> trace = terms.traceparent.get();
        return trace.isPresent() ? envelope.with(Envelope.TRACEPARENT, trace.get()) : envelope;
    }

    private record Addressed(String url, SqsCalls.Entry entry) {}

    private Addressed address(Message message, Envelope envelope, Optional<Instant> notBefore, String deduplication) {
        Duration wait = notBefore.map(time -> Duration.between(clock.instant(), time)).filter(Duration::isPositive)
                .orElse(Duration.ZERO);
        if (message instanceof Message.Publish publish && wait.isZero()) {
            return new Addressed(urls.publish(), new SqsCalls.Entry(envelope, Duration.ZERO,
                    LedgerKeys.hash(publish.route().target().toString()), deduplication));
        }
        Envelope waiting = wait.isZero()
                ? envelope
                : envelope.with(Envelope.NOT_BEFORE, notBefore.orElseThrow().toEpochMilli());
        Duration delay = wait.compareTo(terms.longestDelay) < 0 ? wait : terms.longestDelay;
        return message.step() == Step.PUBLISH
                ? new Addressed(urls.publishLater(), new SqsCalls.Entry(waiting.with(Envelope.WAITING, "publish"),
                        delay, LedgerKeys.tenant(message), ""))
                : new Addressed(urls.of(message.step()),
                        new SqsCalls.Entry(waiting, delay, LedgerKeys.tenant(message), ""));
    }

    /** Two copiers that both think that they were the last publish once; a publication after copying again is another. */
    private static String firstDeduplication(Message message) {
        return message instanceof Message.Publish publish
                ? LedgerKeys.hash(publish.run().run()) + "-" + publish.recopies()
                : "";
    }

    @Override
    public List<Received> receive(Step step, int maximum, Duration visibility, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            if (step == Step.PUBLISH) {
                calls.receive(step, urls.publishLater(),
                        new SqsCalls.Look(SqsCalls.MOST_IN_A_BATCH, HANDOVER, Duration.ZERO)).forEach(this::accept);
            }
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            Duration poll = step == Step.PUBLISH && left.compareTo(terms.look) > 0 ? terms.look : left;
            List<Received> received = calls.receive(step, urls.of(step), new SqsCalls.Look(maximum, visibility, poll))
                    .stream().map(it -> accept(it, clock.millis() + visibility.toMillis())).flatMap(Optional::stream)
                    .toList();
            if (!received.isEmpty() || left.isZero() || Thread.currentThread().isInterrupted()) {
                return received;
            }
            if (poll.toSeconds() == 0) {
                Pause.SLEEP.wait(left.compareTo(BETWEEN_SHORT_LOOKS) < 0 ? left : BETWEEN_SHORT_LOOKS);
            }
        }
    }

    /**
     * What a delivery brought. Empty where there is nothing to do for the step, and the delivery is dealt with: it came too
     * early and was sent on, it was done before, or it cannot be read and is a dead letter.
     */
    public Optional<Received> accept(Delivery delivery) {
        return accept(delivery, Long.MAX_VALUE);
    }

    private Optional<Received> accept(Delivery delivery, long until) {
        Envelope envelope = Envelope.of(delivery);
        try {
            Optional<Message> message = bodies.body(envelope).map(MessageCodec::decode);
            long notBefore = envelope.number(Envelope.NOT_BEFORE, 0);
            if (message.isPresent() && notBefore <= clock.millis() && envelope.get(Envelope.WAITING).isEmpty()) {
                return Optional.of(received(delivery, message.get(), until));
            }
            message.ifPresent(it -> sendOn(it, envelope, Instant.ofEpochMilli(notBefore), delivery.messageId()));
        } catch (IllegalArgumentException e) {
            deadLetters.add(delivery.step(), envelope, e.toString());
        }
        boolean waited = envelope.get(Envelope.WAITING).isPresent();
        calls.delete(waited ? urls.publishLater() : urls.of(delivery.step()), delivery.receipt());
        return Optional.empty();
    }

    private static Received received(Delivery delivery, Message message, long until) {
        Envelope envelope = Envelope.of(delivery);
        int failures = delivery.receiveCount() - 1 + Math.toIntExact(envelope.number(Envelope.FAILURES, 0));
        Receipt receipt = new Receipt(delivery.receipt(), delivery.receiveCount(), envelope.get(Envelope.REFERENCE),
                until);
        return new Received(receipt.text(), message, failures,
                Instant.ofEpochMilli(envelope.sentAt(delivery)));
    }

    /** The message of one delivery is sent on once, though the delivery may be repeated. */
    private void sendOn(Message message, Envelope envelope, Instant notBefore, String deduplication) {
        Addressed addressed = address(message, envelope.without(Envelope.NOT_BEFORE, Envelope.WAITING),
                Optional.of(notBefore), deduplication);
        calls.send(addressed.url, List.of(addressed.entry));
    }

    @Override
    public void done(Received received) {
        Receipt receipt = Receipt.of(received);
        if (isFirstAnswer(receipt) && calls.delete(urlOf(received), receipt.handle)) {
            receipt.reference.ifPresent(bodies::remove);
        }
    }

    /** Dealt with, and deleted by somebody else: by Lambda, of what its function does not report as failed. */
    public void acknowledged(Received received) {
        Receipt.of(received).reference.ifPresent(bodies::remove);
    }

    @Override
    public void failed(Received received, Duration after) {
        Receipt receipt = Receipt.of(received);
        if (receipt.receives >= RECEIVES_BEFORE_FRESH) {
            replace(received, envelope(received, receipt, received.failures() + 1), after);
        } else if (isFirstAnswer(receipt)) {
            calls.hide(urlOf(received), receipt.handle, after);
        }
    }

    @Override
    public void later(Received received, Duration after) {
        replace(received, envelope(received, Receipt.of(received), received.failures()), after);
    }

    /** The same for want of a configuration that can be used; since when is written on it. */
    public void hold(Received received, Instant since, Duration after) {
        replace(received, envelope(received, Receipt.of(received), received.failures())
                .with(Envelope.HELD_SINCE, since.toEpochMilli()), after);
    }

    private void replace(Received received, Envelope envelope, Duration after) {
        Receipt receipt = Receipt.of(received);
        if (isFirstAnswer(receipt) && calls.hide(urlOf(received), receipt.handle, HANDOVER)) {
            Addressed fresh = address(received.message(), envelope,
                    Optional.of(clock.instant().plus(after)), UUID.randomUUID().toString());
            calls.send(fresh.url, List.of(fresh.entry));
            calls.delete(urlOf(received), receipt.handle);
        }
    }

    private Envelope envelope(Received received, Receipt receipt, int failures) {
        return receipt.reference.map(key -> envelope(LargeBodies.REFERENCE_BODY, received.sentAt(), failures)
                .with(Envelope.REFERENCE, key))
                .orElseGet(() -> envelope(MessageCodec.encode(received.message()), received.sentAt(), failures));
    }

    @Override
    public void bury(Received received, String reason) {
        Receipt receipt = Receipt.of(received);
        if (isFirstAnswer(receipt) && calls.hide(urlOf(received), receipt.handle, HANDOVER)) {
            deadLetters.add(received.message().step(), envelope(received, receipt, 0), reason);
            calls.delete(urlOf(received), receipt.handle);
        }
    }

    private String urlOf(Received received) {
        return urls.of(received.message().step());
    }

    /** SQS may take a receipt as often as it is given, and late; here it is good in time, and for one answer. */
    private boolean isFirstAnswer(Receipt receipt) {
        synchronized (answered) {
            return clock.millis() < receipt.until && answered.put(receipt.handle, true) == null;
        }
    }

    @Override
    public List<DeadLetter> deadLetters(int maximum) {
        return deadLetters.list(maximum);
    }

    @Override
    public boolean revive(String id) {
        return deadLetters.take(id, (message, envelope) -> {
            Addressed again = address(message, envelope.revived(clock.millis()), Optional.empty(),
                    UUID.randomUUID().toString());
            calls.send(again.url, List.of(again.entry));
        });
    }

    /** None: SQS forgets them by itself, after fourteen days at most. To look for them would hide them from others. */
    @Override
    public int forgetDeadLetters(Instant before) {
        return 0;
    }

    @Override
    public long depth(Step step) {
        return calls.depth(urls.of(step)) + (step == Step.PUBLISH ? calls.depth(urls.publishLater()) : 0);
    }
}
