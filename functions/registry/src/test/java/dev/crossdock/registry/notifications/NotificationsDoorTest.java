package dev.crossdock.registry.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.Receiver;
import dev.crossdock.registry.SteeredDriver;
import dev.crossdock.registry.notifications.EndpointSettings.Ignored;
import dev.crossdock.registry.notifications.EndpointSettings.Kind;
import dev.crossdock.registry.notifications.EndpointSettings.Retry;
import dev.crossdock.registry.notifications.EndpointSettings.Sending;
import dev.crossdock.registry.notifications.EndpointSettings.Wanted;
import dev.crossdock.registry.notifications.DeadLetters.Redelivery;
import dev.crossdock.registry.notifications.RegistryEvent.Cause;
import dev.crossdock.registry.notifications.outbox.DeadLetter;
import dev.crossdock.registry.notifications.outbox.Outbox.Tenancy;
import dev.crossdock.registry.notifications.outbox.Room;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotificationsDoorTest {
    private static final Retry QUICK = new Retry(Duration.ofSeconds(20), 2, Duration.ofMillis(2));
    private static final Cause CAUSE = new Cause("127.0.0.1:1", "http://here:5000", "PUT", "", "");

    @TempDir
    private Path root;

    private FilesystemDriver driver;
    private final Set<String> shown = new CopyOnWriteArraySet<>();

    @BeforeEach
    void open() {
        driver = FilesystemDriver.open(root);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void deadLetters_areListedAndSentAgain() throws IOException {
        try (Receiver receiver = Receiver.start(400, 400, 400, 400);
                Notifications notifications = started(endpoint(
                        "hook", receiver))) {
            tell(notifications, "1");
            tell(notifications, "2");
            Awaitility.await().until(() -> notifications.status().deadLetters() == 2);
            assertThat(receiver.taken()).isEmpty();

            List<DeadLetter> letters = notifications.deadLetters().list("", 10);
            assertThat(letters).extracting(DeadLetter::endpoint).containsExactly("hook", "hook");
            assertThat(notifications.deadLetters().redeliver(letters.get(1).id())).isEqualTo(Redelivery.QUEUED);
            Awaitility.await().until(() -> receiver.taken().size() == 1);
            assertThat(receiver.taken().getFirst().header("X-Crossdock-Delivery")).isEqualTo(letters.get(1).event()
                    .id().toString());
            assertThat(notifications.deadLetters().redeliver(letters.get(1).id())).isEqualTo(Redelivery.NO_SUCH_LETTER);

            assertThat(notifications.deadLetters().redeliverAll("other")).isZero();
            assertThat(notifications.deadLetters().redeliverAll("hook")).isEqualTo(1);
            Awaitility.await().until(() -> receiver.taken().size() == 2);
            assertThat(notifications.deadLetters().list("", 10)).isEmpty();
        }
    }

    @Test
    void letterOfAnEndpointThatIsGone_isKept() throws IOException {
        try (Receiver receiver = Receiver.start(400, 400)) {
            try (Notifications notifications = started(endpoint("hook", receiver))) {
                tell(notifications, "1");
                Awaitility.await().until(() -> notifications.status().deadLetters() == 1);
            }
            try (Notifications notifications = started(endpoint("renamed", receiver))) {
                String id = notifications.deadLetters().list("", 10).getFirst().id();

                assertThat(notifications.deadLetters().redeliver(id)).isEqualTo(Redelivery.NO_SUCH_ENDPOINT);
                assertThat(notifications.deadLetters().list("", 10)).hasSize(1);
                assertThat(notifications.status().deadLetters()).isEqualTo(1);
            }
        }
    }

    /** Between the tag and the confirmation, and between the confirmation and the delivery. */
    @Test
    void processThatEnds_leavesItsIntentsToTheNext() throws IOException {
        try (Receiver receiver = Receiver.start().by(event -> 500)) {
            EndpointSettings slow = new EndpointSettings("hook", receiver.url(), Map.of(),
                    new Retry(Duration.ofSeconds(20), 1,
                            Duration.ofHours(1)),
                    Ignored.NOTHING);
            Notifications left = started(slow);
            try (Intent intent = left.intend(List.of(pushed("confirmed")))) {
                intent.confirm();
            }
            left.intend(List.of(pushed("moved")));
            left.intend(List.of(pushed("never")));
            Awaitility.await().until(() -> left.status().attempts() == 1);
            shown.add("moved");

            receiver.by(event -> 200);
            try (Notifications next = started(endpoint("hook", receiver))) {
                Awaitility.await().until(() -> next.status().depth() == 0);
            }
            assertThat(receiver.taken()).extracting(one -> one.event().at("/target/tag").asText()).containsExactly(
                    "confirmed", "moved");
            left.close();
        }
    }

    @Test
    void intentThatNobodyDecides_isSettledByTheContent() throws IOException {
        try (Receiver receiver = Receiver.start(); Notifications notifications = started(endpoint("hook", receiver))) {
            shown.add("made");
            for (String tag : List.of("lost", "made")) {
                notifications.intend(List.of(pushed(tag))).close();
            }
            try (Intent refused = notifications.intend(List.of(pushed("made")))) {
                refused.drop();
            }
            Awaitility.await().until(() -> notifications.status().depth() == 0);

            assertThat(receiver.taken()).hasSize(1);
        }
    }

    @Test
    void endpointsOfOneName_areToldBoth() throws IOException {
        try (Receiver one = Receiver.start();
                Receiver other = Receiver.start();
                Notifications notifications = started(
                        endpoint("hook", one), endpoint("hook", other))) {
            tell(notifications, "1");
            Awaitility.await().until(() -> notifications.status().depth() == 0);

            assertThat(one.taken()).hasSize(1);
            assertThat(other.taken()).hasSize(1);
        }
    }

    @Test
    void status_countsWhatWaits() throws IOException {
        try (Receiver receiver = Receiver.start().by(event -> 500);
                Notifications notifications = started(
                        new EndpointSettings("hook", receiver.url(), Map.of(),
                                new Retry(Duration.ofSeconds(20), 1, Duration
                                        .ofHours(1)),
                                Ignored.NOTHING))) {
            assertThat(notifications.status()).isEqualTo(new OutboxStatus(0, Duration.ZERO, 0, 0, 0, 0));
            tell(notifications, "1");
            Awaitility.await().until(() -> notifications.status().attempts() == 1);

            assertThat(notifications.status().depth()).isEqualTo(1);
            assertThat(notifications.status().oldestAge()).isPositive();
        }
    }

    @Test
    void settings_areCheckedAndPrintNoSecret() {
        EndpointSettings endpoint = new EndpointSettings("hook", URI.create("https://user:planted@host/x?key=planted"),
                Map.of("X-Key", List.of("planted")), QUICK, Ignored.NOTHING);
        assertThat(endpoint.toString()).doesNotContain("planted");
        assertThat(endpoint.destination("hook").toString()).doesNotContain("planted").contains("host");
        assertThatThrownBy(() -> new EndpointSettings(" ", URI.create("http://h/"))).hasMessageContaining("name");
        assertThatThrownBy(() -> new EndpointSettings("hook", URI.create("http://h/"), Map.of("X", List.of("plänted")),
                QUICK, Ignored.NOTHING)).hasMessageContaining("header X").hasMessageNotContaining("plänted");
        assertThatThrownBy(() -> new EndpointSettings.Sending(EndpointSettings.Sending.USUAL.format(), List.of(root,
                root, root), false)).hasMessageContaining("at most 2");
        assertThatThrownBy(() -> new Retry(Duration.ofSeconds(1), 1, Duration.ofSeconds(1), Duration.ZERO))
                .hasMessageContaining("age");
        assertThatThrownBy(() -> new Room(1, 0, 1)).hasMessageContaining("bytes");
    }

    @Test
    void pull_thatCannotBeStored_failsNothing_andIsNotStoredWhereAllIsReadOnly() throws IOException {
        AtomicBoolean isFull = new AtomicBoolean(true);
        AtomicInteger refused = new AtomicInteger();
        StorageDriver full = SteeredDriver.before(driver, (name, path, call) -> {
            if (isFull.get() && path.toString().contains("/events/")) {
                refused.incrementAndGet();
                throw new StorageException("write: no space left");
            }
            return call.made();
        });
        RegistryEvent pulled = new RegistryEvent.BlobPulled(new Repository("team/app"), Digest.sha256(new byte[0]), 0,
                CAUSE);
        try (Receiver receiver = Receiver.start()) {
            EndpointSettings all = new EndpointSettings("hook", receiver.url(), Map.of(), QUICK,
                    new Wanted(Ignored.NOTHING, Wanted.ACTIONS, Set.of(Kind.values()), List.of(), List.of()),
                    Sending.USUAL);
            try (Notifications notifications = started(full, false, all)) {
                notifications.tell(pulled);
                assertThat(refused).hasPositiveValue();
                isFull.set(false);
                notifications.tell(pulled);
                Awaitility.await().until(() -> receiver.taken().size() == 1);
            }
            isFull.set(true);
            refused.set(0);
            try (Notifications notifications = started(full, true, all)) {
                notifications.tell(pulled);
                assertThat(refused).hasValue(0);
            }
        }
    }

    private Notifications started(EndpointSettings... endpoints) {
        return started(driver, false, endpoints);
    }

    private Notifications started(StorageDriver storage, boolean isReadOnly, EndpointSettings... endpoints) {
        return Notifications.start(new NotificationSettings(List.of(endpoints)), new Notifications.Home(storage,
                Tenancy.ALONE, change -> shown.contains(change.reference()), "here:5000", isReadOnly));
    }

    private static EndpointSettings endpoint(String name, Receiver receiver) {
        return new EndpointSettings(name, receiver.url(), Map.of(), QUICK, Ignored.NOTHING);
    }

    private static void tell(Notifications notifications, String tag) {
        try (Intent intent = notifications.intend(List.of(pushed(tag)))) {
            intent.confirm();
        }
    }

    private static RegistryEvent pushed(String tag) {
        return new RegistryEvent.TagDeleted(new Repository("team/app"), new Tag(tag), CAUSE);
    }
}
