package dev.crossdock.aws.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.MessageCodec;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.RunKey;
import dev.crossdock.replication.Step;
import dev.crossdock.replication.fake.World;
import dev.crossdock.testkit.aws.AwsExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What only a queue on SQS can get wrong, on a clock that nobody sets. */
final class SqsDeliveryTest {
    private static final Duration HIDDEN = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int MOST_RECEIVES = 7;

    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    private final SendFaults faults = new SendFaults();
    private Optional<String> trace = Optional.empty();
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private AwsClients clients;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private QueueUrls urls;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private S3Objects objects;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private SqsCalls calls;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private SqsQueue queue;

    @BeforeEach
    void open() {
        clients = TestClients.of(AWS, faults);
        urls = TestQueues.create(clients, AWS, MOST_RECEIVES);
        objects = TestClients.bucket(clients, AWS);
        calls = new SqsCalls(clients.sqs());
        queue = new SqsQueue(urls, calls, new LargeBodies(objects), InstantSource.system(),
                new SqsQueue.Terms(Duration.ofSeconds(1), AWS.isInProcess() ? Duration.ZERO : Duration.ofSeconds(1),
                        () -> trace));
    }

    @AfterEach
    void close() {
        clients.close();
    }

    private static Message.Publish publish(String run, int recopies) {
        return new Message.Publish(new RunKey("job", run), World.ROUTE, recopies, Message.Trail.UNASKED);
    }

    private static Message copy(int blobs) {
        List<Message.Wanted> wanted = IntStream.range(0, blobs).mapToObj(i -> new Message.Wanted(
                new Descriptor("application/octet-stream", Digest.sha256(new byte[]{(byte) (i >> 8), (byte) i}), i),
                Optional.empty())).toList();
        return new Message.Copy(new RunKey("job", "run"), World.ROUTE, wanted, Instant.EPOCH, 0,
                Message.Trail.UNASKED);
    }

    private Queue.Received one(Step step) {
        List<Queue.Received> received = queue.receive(step, 1, HIDDEN, LONG);
        assertThat(received).hasSize(1);
        return received.getFirst();
    }

    @Test
    void publishedTwiceByTwoWhoThinkTheyAreLast_isOneMessage_andAfterCopyingAgainAnother() {
        queue.send(List.of(Queue.Outgoing.now(publish("r", 0))));
        queue.send(List.of(Queue.Outgoing.now(publish("r", 0)), Queue.Outgoing.now(publish("r", 1))));
        assertThat(queue.depth(Step.PUBLISH)).isEqualTo(2);
    }

    @Test
    void publicationsOfOneTag_followEachOther() {
        queue.send(List.of(Queue.Outgoing.now(publish("first", 0)), Queue.Outgoing.now(publish("second", 0))));
        Queue.Received first = one(Step.PUBLISH);
        assertThat(((Message.Publish) first.message()).run().run()).isEqualTo("first");
        assertThat(queue.receive(Step.PUBLISH, 10, HIDDEN, Duration.ZERO)).as("while the first is in hand").isEmpty();
        queue.later(first, Duration.ZERO);
        assertThat(((Message.Publish) one(Step.PUBLISH).message()).run().run()).isEqualTo("second");
    }

    @Test
    void publicationThatWaits_isNotSwallowedAsADuplicate() {
        queue.send(List.of(Queue.Outgoing.now(publish("r", 0))));
        for (int waits = 0; waits < 3; waits++) {
            Queue.Received received = one(Step.PUBLISH);
            assertThat(received.failures()).isZero();
            queue.later(received, Duration.ofSeconds(1));
        }
        queue.done(one(Step.PUBLISH));
        assertThat(queue.depth(Step.PUBLISH)).isZero();
    }

    @Test
    void longerThanSqsDelays_isSentOnUntilItsTime() {
        Instant due = Instant.now().plusSeconds(4);
        queue.send(List.of(new Queue.Outgoing(World.request(), Optional.of(due))));
        Queue.Received received = one(Step.PLAN);
        assertThat(Instant.now()).as("delays are cut to a second here").isAfterOrEqualTo(due);
        assertThat(received.failures()).isZero();
    }

    @Test
    void largeBody_goesByReference_untilItsMessageIsDone() {
        Message large = copy(1_000);
        queue.send(List.of(Queue.Outgoing.now(large)));
        assertThat(objects.list("messages/", 5)).hasSize(1);
        Queue.Received received = one(Step.COPY);
        assertThat(received.message()).isEqualTo(large);
        queue.later(received, Duration.ZERO);
        received = one(Step.COPY);
        assertThat(received.message()).isEqualTo(large);
        queue.bury(received, "denied");
        Queue.DeadLetter dead = queue.deadLetters(5).getFirst();
        assertThat(dead.message()).contains(large);
        assertThat(queue.revive(dead.id())).isTrue();
        queue.done(one(Step.COPY));
        assertThat(objects.list("messages/", 5)).isEmpty();
    }

    @Test
    void deliveredOnceMoreAfterItWasDone_isNothing() {
        queue.send(List.of(Queue.Outgoing.now(copy(1_000))));
        objects.list("messages/", 5).forEach(objects::delete);
        assertThat(queue.receive(Step.COPY, 1, HIDDEN, Duration.ofSeconds(1))).isEmpty();
        assertThat(queue.depth(Step.COPY)).isZero();
        assertThat(queue.deadLetters(5)).isEmpty();
    }

    @Test
    void referenceToAnotherObject_isADeadLetter() {
        objects.put("jobs/secret", new byte[0]);
        calls.send(urls.plan(), List.of(new SqsCalls.Entry(new Envelope("{}", Map.of(Envelope.REFERENCE,
                "jobs/secret")), Duration.ZERO, "x", "")));
        assertThat(queue.receive(Step.PLAN, 1, HIDDEN, Duration.ofSeconds(1))).isEmpty();
        assertThat(calls.depth(urls.deadLetters().plan())).isEqualTo(1);
        assertThat(objects.has("jobs/secret")).isTrue();
    }

    /** What StartMessageMoveTask does: the body and its attributes come back as a new message. */
    private void redrive(Step step) {
        calls.receive(step, urls.deadLettersOf(step), new SqsCalls.Look(10, HIDDEN, LONG)).forEach(dead -> {
            calls.send(urls.of(step), List.of(new SqsCalls.Entry(Envelope.of(dead), Duration.ZERO, "x", "")));
            calls.delete(urls.deadLettersOf(step), dead.receipt());
        });
    }

    @Test
    void redrivenByAws_beginsAnew() {
        Instant begun = Instant.now().minusSeconds(5);
        String body = MessageCodec.encode(World.request());
        calls.send(urls.plan(), List.of(new SqsCalls.Entry(new Envelope(body, Map.of(Envelope.SENT_AT, "1000",
                Envelope.FAILURES, "4")), Duration.ZERO, "x", "")));
        Queue.Received old = one(Step.PLAN);
        assertThat(old.sentAt()).isEqualTo(Instant.ofEpochSecond(1));
        queue.bury(old, "denied");
        redrive(Step.PLAN);
        Queue.Received again = one(Step.PLAN);
        assertThat(again.sentAt()).isAfter(begun);
        assertThat(again.failures()).isZero();
        queue.later(again, Duration.ZERO);
        Delivery fresh = calls.receive(Step.PLAN, urls.plan(), new SqsCalls.Look(1, HIDDEN, LONG)).getFirst();
        assertThat(fresh.messageAttributes()).as("nothing of its first life")
                .doesNotContainKeys(Envelope.REASON, Envelope.DIED_AT, Envelope.FAILURES);
        assertThat(queue.accept(fresh).orElseThrow().sentAt()).isEqualTo(again.sentAt());
    }

    @Test
    void unreadableBody_isADeadLetterWithItsReason_andHoldsUpNoOther() {
        for (String body : List.of("no JSON", "{\"kind\":\"of a newer version\"}", "null")) {
            calls.send(urls.plan(), List.of(new SqsCalls.Entry(new Envelope(body, Map.of()), Duration.ZERO, "x", "")));
        }
        queue.send(List.of(Queue.Outgoing.now(World.request())));
        assertThat(one(Step.PLAN).message()).isEqualTo(World.request());
        assertThat(queue.receive(Step.PLAN, 10, HIDDEN, Duration.ofSeconds(1))).isEmpty();
        List<Delivery> dead = calls.receive(Step.PLAN, urls.deadLetters().plan(),
                new SqsCalls.Look(10, Duration.ZERO, Duration.ofSeconds(1)));
        assertThat(dead).hasSize(3).allSatisfy(it -> assertThat(it.attribute(Envelope.REASON)).hasValueSatisfying(
                reason -> assertThat(reason).contains("no message")));
        assertThat(queue.deadLetters(5)).as("kept for who can read them").hasSize(3).allSatisfy(it -> {
            assertThat(it.message()).isEmpty();
            assertThat(it.step()).isEqualTo(Step.PLAN);
            assertThat(it.reason()).contains("no message");
        }).extracting(Queue.DeadLetter::id).contains(dead.getFirst().messageId());
        assertThat(queue.revive(dead.getFirst().messageId())).isTrue();
        Delivery again = calls.receive(Step.PLAN, urls.plan(), new SqsCalls.Look(1, HIDDEN, LONG)).getFirst();
        assertThat(again.body()).isEqualTo(dead.getFirst().body());
        assertThat(again.attribute(Envelope.REASON)).isEmpty();
        assertThat(calls.depth(urls.deadLetters().plan())).isEqualTo(2);
    }

    @Test
    void neverAnswered_isMovedBySqsItself_andSaidToHaveNoReason() {
        queue.send(List.of(Queue.Outgoing.now(World.request())));
        for (int receives = 0; receives < MOST_RECEIVES; receives++) {
            assertThat(queue.receive(Step.PLAN, 1, Duration.ZERO, Duration.ofSeconds(5))).singleElement()
                    .extracting(Queue.Received::failures).isEqualTo(receives);
        }
        assertThat(queue.receive(Step.PLAN, 1, Duration.ZERO, Duration.ofSeconds(1))).isEmpty();
        assertThat(queue.deadLetters(5)).singleElement().extracting(Queue.DeadLetter::reason).asString()
                .contains("no reason", "SQS moved it");
    }

    @Test
    void deadLetters_areForgottenBySqsAlone_andNotLookedFor() {
        queue.send(List.of(Queue.Outgoing.now(World.request())));
        queue.bury(one(Step.PLAN), "a reason");
        assertThat(queue.forgetDeadLetters(Instant.now().plusSeconds(3_600))).isZero();
        List<Delivery> dead = calls.receive(Step.PLAN, urls.deadLetters().plan(),
                new SqsCalls.Look(10, Duration.ZERO, Duration.ofSeconds(1)));
        assertThat(dead).singleElement().extracting(Delivery::receiveCount).as("nobody received it before")
                .isEqualTo(1);
    }

    @Test
    void failedMoreOftenThanSqsLets_isCountedOn() {
        queue.send(List.of(Queue.Outgoing.now(World.request())));
        for (int failures = 0; failures < 3 * MOST_RECEIVES; failures++) {
            Queue.Received received = one(Step.PLAN);
            assertThat(received.failures()).isEqualTo(failures);
            queue.failed(received, Duration.ZERO);
        }
        assertThat(queue.deadLetters(5)).isEmpty();
    }

    @Test
    void entriesThatWereNotTaken_areSentAgain_thoseAlone() {
        faults.failOnce("1", "3");
        List<Queue.Outgoing> batch = IntStream.range(0, 13)
                .mapToObj(i -> Queue.Outgoing.now(publish("r" + i, 0))).toList();
        queue.send(batch);
        assertThat(faults.sizes()).containsExactly(10, 2, 3);
    }

    @Test
    void entryThatIsNeverTaken_isAnErrorThatSaysIt() {
        faults.failAlways("0");
        assertThatThrownBy(() -> queue.send(List.of(Queue.Outgoing.now(World.request()))))
                .hasMessageContainingAll("send to", urls.plan(), "InternalError", "1 of 1", "attempt 5 of 5");
    }

    @Test
    void trace_travelsAlong() {
        trace = Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        queue.send(List.of(Queue.Outgoing.now(World.request())));
        List<Delivery> deliveries = calls.receive(Step.PLAN, urls.plan(), new SqsCalls.Look(1, HIDDEN, LONG));
        assertThat(deliveries).singleElement().extracting(Delivery::traceparent).isEqualTo(trace);
        assertThat(queue.accept(deliveries.getFirst())).map(Queue.Received::message).contains(World.request());
    }

    @Test
    void thirtyDeadLettersOfOneTag_areAllSeen() {
        List<Queue.Outgoing> batch = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            batch.add(Queue.Outgoing.now(publish("r" + i, 0)));
        }
        queue.send(batch);
        for (int i = 0; i < 30; i++) {
            queue.bury(one(Step.PUBLISH), "denied \u0007 " + i);
        }
        assertThat(queue.deadLetters(100)).hasSize(30).first().extracting(Queue.DeadLetter::reason)
                .isEqualTo("denied ? 0");
        assertThat(queue.deadLetters(100)).as("all were given back").hasSize(30);
    }

    @Test
    void missingQueue_saysWhatWasAsked() {
        SqsQueue nowhere = new SqsQueue(new QueueUrls(urls.plan() + "x", urls.copy(), urls.publish(),
                urls.publishLater(), urls.deadLetters()), calls, new LargeBodies(objects), InstantSource.system(),
                new SqsQueue.Terms(Duration.ofSeconds(1), Duration.ZERO, Optional::empty));
        assertThatThrownBy(() -> nowhere.depth(Step.PLAN)).isInstanceOf(AwsStateException.class)
                .hasMessageContainingAll("count in", urls.plan() + "x", "400");
    }
}
