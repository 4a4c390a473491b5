package dev.crossdock.registry.notifications.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.Receiver;
import dev.crossdock.registry.Receiver.Received;
import dev.crossdock.registry.notifications.delivery.Destination.Manner;
import dev.crossdock.registry.notifications.delivery.Destination.Patience;
import dev.crossdock.registry.notifications.outbox.Change;
import dev.crossdock.registry.notifications.outbox.DeadLetter;
import dev.crossdock.registry.notifications.outbox.Entry;
import dev.crossdock.registry.notifications.outbox.Outbox;
import dev.crossdock.registry.notifications.outbox.OutboxEvent;
import dev.crossdock.registry.notifications.outbox.Room;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CouriersTest {
    private static final Patience QUICK = new Patience(Duration.ofSeconds(20), 3, Duration.ofMillis(5), Duration.ofDays(
            1));

    @TempDir
    private Path root;

    private FilesystemDriver driver;
    private Outbox outbox;

    @BeforeEach
    void open() {
        driver = FilesystemDriver.open(root);
        outbox = new Outbox(driver, Outbox.Tenancy.ALONE, Room.USUAL, change -> true);
        outbox.recover(Set.of("hook", "other"));
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void order_holdsWithinARepositoryThoughAttemptsFail() throws IOException {
        int[] answered = {0};
        try (Receiver receiver = Receiver.start().by(event -> flaky(answered));
                Couriers couriers = started(receiver,
                        QUICK)) {
            for (int i = 0; i < 10; i++) {
                tell(couriers, "team/a", "t" + i);
                tell(couriers, "team/b", "t" + i);
            }
            Awaitility.await().until(() -> outbox.size() == 0);

            List<String> names = IntStream.range(0, 10).mapToObj(i -> "t" + i).toList();
            assertThat(tags(receiver.taken(), "team/a")).isEqualTo(names);
            assertThat(tags(receiver.taken(), "team/b")).isEqualTo(names);
            assertThat(couriers.attempts()).isEqualTo(receiver.received().size()).isGreaterThan(20);
        }
    }

    private static synchronized int flaky(int[] answered) {
        answered[0]++;
        return answered[0] % 3 == 0 ? 500 : 200;
    }

    @Test
    void poison_holdsUpItsOwnRepositoryAlone() throws IOException {
        try (Receiver receiver = Receiver.start().by(event -> tag(event).equals("poison") ? 500 : 200);
                Couriers couriers = started(receiver, QUICK)) {
            tell(couriers, "team/a", "poison");
            tell(couriers, "team/a", "behind");
            for (int i = 0; i < 20; i++) {
                tell(couriers, "team/b" + i, "1");
            }
            Awaitility.await().until(() -> receiver.taken().size() == 20);

            assertThat(tags(receiver.taken(), "team/a")).isEmpty();
            assertThat(couriers.depth("hook")).isEqualTo(2);
        }
    }

    @Test
    void slowReceiver_isSentManyAtATimeButOneOfARepository() throws IOException {
        CountDownLatch all = new CountDownLatch(Courier.WIDTH);
        try (Receiver receiver = Receiver.start().by(event -> met(all)); Couriers couriers = started(receiver, QUICK)) {
            for (int i = 0; i < Courier.WIDTH; i++) {
                tell(couriers, "team/app" + i, "1");
            }

            Awaitility.await().until(() -> outbox.size() == 0);
            assertThat(receiver.taken()).hasSize(Courier.WIDTH);
        }
    }

    /** Answers only once all are there at the same time. */
    private static int met(CountDownLatch all) {
        all.countDown();
        try {
            all.await();
            return 200;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 500;
        }
    }

    @Test
    void refusedEvent_isADeadLetterAndTheNextFollows() throws IOException {
        try (Receiver receiver = Receiver.start().by(event -> tag(event).equals("poison") ? 400 : 200);
                Couriers couriers = started(receiver, new Patience(Duration.ofSeconds(20), 100, Duration.ofMillis(1),
                        Duration.ofDays(1)))) {
            tell(couriers, "team/a", "poison");
            tell(couriers, "team/a", "behind");
            Awaitility.await().until(() -> outbox.size() == 0);

            assertThat(tags(receiver.taken(), "team/a")).containsExactly("behind");
            assertThat(receiver.received()).hasSize(Courier.MAXIMUM_REFUSALS + 1);
            DeadLetter letter = outbox.letters("", 10).getFirst();
            assertThat(letter.attempts()).isEqualTo(Courier.MAXIMUM_REFUSALS);
            assertThat(letter.reason()).isEqualTo("HTTP 400");
            assertThat(letter.event().change().reference()).isEqualTo("poison");
        }
    }

    @Test
    void oldEvent_isTriedOnceAndThenADeadLetter() throws IOException {
        try (Receiver receiver = Receiver.start(500); Couriers couriers = started(receiver, QUICK)) {
            couriers.send(outbox.enqueue(List.of(event("team/a", "old", Instant.now().minus(Duration.ofDays(2))))));
            tell(couriers, "team/a", "young");
            Awaitility.await().until(() -> outbox.size() == 0);

            assertThat(tags(receiver.received(), "team/a")).containsExactly("old", "young");
            assertThat(outbox.letters("", 10)).extracting(DeadLetter::reason).containsExactly("HTTP 500");
        }
    }

    @Test
    void recordThatStaysUnreadable_blocksItsRepositoryNoLongerThanAnyOther() throws IOException {
        try (Receiver receiver = Receiver.start(); Couriers couriers = started(receiver, QUICK)) {
            List<Entry> torn = outbox.enqueue(List.of(event("team/a", "t", Instant.now().minus(Duration.ofDays(2)))));
            Path events = root.resolve("docker/registry/v2/_crossdock/outbox/local/events");
            try (Stream<Path> groups = Files.list(events)) {
                Files.writeString(groups.findFirst().orElseThrow(), "{torn");
            }
            couriers.send(torn);
            tell(couriers, "team/a", "behind");
            Awaitility.await().until(() -> outbox.size() == 0);

            assertThat(tags(receiver.taken(), "team/a")).containsExactly("behind");
        }
    }

    @Test
    void oldEvent_isTakenWhereTheEndpointTakesIt() throws IOException {
        try (Receiver receiver = Receiver.start(); Couriers couriers = started(receiver, QUICK)) {
            couriers.send(outbox.enqueue(List.of(event("team/a", "old", Instant.now().minus(Duration.ofDays(2))))));
            Awaitility.await().until(() -> outbox.size() == 0);

            assertThat(receiver.taken()).hasSize(1);
            assertThat(outbox.letterCount()).isZero();
        }
    }

    @Test
    void gone_endsTheEndpointAndKeepsWhatWaits() throws IOException {
        try (Receiver receiver = Receiver.start(410); Couriers couriers = started(receiver, QUICK)) {
            tell(couriers, "team/a", "1");
            Awaitility.await().until(() -> couriers.disabled() == 1);
            tell(couriers, "team/b", "2");
            couriers.flush(Duration.ofSeconds(30));

            assertThat(receiver.received()).hasSize(1);
            assertThat(outbox.size()).isEqualTo(2);
        }
    }

    @Test
    void retryAfter_holdsTheWholeEndpoint() throws IOException {
        try (Receiver receiver = Receiver.start(503).retryAfter("3000"); Couriers couriers = started(receiver, QUICK)) {
            tell(couriers, "team/a", "1");
            Awaitility.await().until(() -> receiver.received().size() == 1);
            Awaitility.await().until(() -> couriers.isPaused("hook"));
            tell(couriers, "team/b", "2");
            Instant before = Instant.now();
            couriers.flush(Duration.ofSeconds(60));

            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(50));
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void retryAfter_isNotWaitedFurther() throws IOException {
        try (Receiver receiver = Receiver.start(503).retryAfter("1"); Couriers couriers = started(receiver, QUICK)) {
            Instant before = Instant.now();
            tell(couriers, "team/a", "1");
            Awaitility.await().until(() -> outbox.size() == 0);

            assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(990));
        }
    }

    @Test
    void timeout_isAFailureLikeAnyOther() throws IOException {
        try (Receiver receiver = Receiver.start(Receiver.STALLED);
                Couriers couriers = started(receiver, new Patience(
                        Duration.ofMillis(500), 3, Duration.ofMillis(5), Duration.ofDays(1)))) {
            tell(couriers, "team/a", "1");
            Awaitility.await().until(() -> outbox.size() == 0);

            assertThat(receiver.taken()).hasSize(1);
        }
    }

    @Test
    void flush_givesUpAtOnceWhereNothingWillBeTried() throws IOException {
        try (Receiver receiver = Receiver.start().by(event -> 500);
                Couriers couriers = started(receiver, new Patience(
                        Duration.ofSeconds(20), 1, Duration.ofMinutes(10), Duration.ofDays(1)))) {
            tell(couriers, "team/a", "1");
            Awaitility.await().until(() -> receiver.received().size() == 1);
            Instant before = Instant.now();
            couriers.flush(Duration.ofMinutes(2));

            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(60));
            assertThat(outbox.size()).isEqualTo(1);
        }
    }

    @Test
    void endpoints_areIndependent() throws IOException {
        try (Receiver receiver = Receiver.start();
                Receiver failing = Receiver.start().by(event -> 500);
                Couriers couriers = Couriers.start(outbox, List.of(destination("hook", receiver, QUICK), destination(
                        "other", failing, QUICK)))) {
            for (int i = 0; i < 5; i++) {
                couriers.send(outbox.enqueue(List.of(new OutboxEvent(UUID.randomUUID(), Instant.now(), change(
                        "team/a", "t" + i), List.of("hook", "other"), body("team/a", "t" + i)))));
            }
            Awaitility.await().until(() -> receiver.taken().size() == 5);

            assertThat(outbox.size()).isEqualTo(5);
            assertThat(couriers.depth("other")).isEqualTo(5);
        }
    }

    private Couriers started(Receiver receiver, Patience patience) {
        return Couriers.start(outbox, List.of(destination("hook", receiver, patience)));
    }

    private static Destination destination(String name, Receiver receiver, Patience patience) {
        return new Destination(name, receiver.url(), Map.of(), patience, new Manner(Format.DISTRIBUTION, List.of(),
                false));
    }

    private void tell(Couriers couriers, String repository, String tag) {
        couriers.send(outbox.enqueue(List.of(event(repository, tag, Instant.now()))));
    }

    private static OutboxEvent event(String repository, String tag, Instant queued) {
        return new OutboxEvent(UUID.randomUUID(), queued, change(repository, tag), List.of("hook"), body(repository,
                tag));
    }

    private static Change change(String repository, String tag) {
        return new Change(Change.Kind.PUT, new Repository(repository), Optional.of(new Tag(tag)), Optional.empty());
    }

    private static String body(String repository, String tag) {
        return "{\"target\":{\"repository\":\"%s\",\"tag\":\"%s\"}}".formatted(repository, tag);
    }

    private static String tag(JsonNode event) {
        return event.at("/target/tag").asText();
    }

    private static List<String> tags(List<Received> received, String repository) {
        return received.stream().filter(one -> one.event().at("/target/repository").asText().equals(repository))
                .map(one -> tag(one.event())).toList();
    }
}
