package dev.crossdock.client.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BudgetsTest {
    private static final String HOST = "registry.example:443";
    private final Manual clock = new Manual();
    private final Budgets budgets = clock.budgets();

    private Permit admit(Kind kind) throws IOException {
        return budgets.admit(HOST, kind);
    }

    private void answer(Kind kind, int status, Optional<Duration> retryAfter) throws IOException {
        try (Permit permit = admit(kind)) {
            permit.answered(status, retryAfter, _ -> Optional.empty());
        }
    }

    private static HostLimits pace(int requestsPerSecond) {
        return new HostLimits(OptionalInt.empty(), OptionalInt.of(requestsPerSecond), OptionalLong.empty());
    }

    private static HostLimits rate(long bytesPerSecond) {
        return new HostLimits(OptionalInt.empty(), OptionalInt.empty(), OptionalLong.of(bytesPerSecond));
    }

    @Test
    void admit_healthyHost_costsNoTime() throws IOException {
        for (int i = 0; i < 100; i++) {
            answer(Kind.BRIEF, 200, Optional.empty());
        }
        assertThat(clock.pauses()).isEmpty();
        assertThat(budgets.load(HOST)).isEqualTo(new HostLoad(0, Window.START, 0, OptionalLong.empty()));
    }

    @Test
    void tooMany_pausesTheHostForAll_andNoOther() throws IOException {
        answer(Kind.BRIEF, 429, Optional.of(Duration.ofSeconds(20)));
        budgets.admit("other.example:443", Kind.BRIEF).close();
        assertThat(clock.pauses()).isEmpty();
        clock.pass(Duration.ofSeconds(5));
        admit(Kind.READ).close();
        assertThat(clock.pauses()).containsExactly(Duration.ofSeconds(15));
        admit(Kind.WRITE).close();
        assertThat(clock.pauses()).hasSize(1);
        assertThat(budgets.load(HOST).throttled()).isEqualTo(1);
    }

    @Test
    void tooMany_beyondOurPatience_isNotWaitedFor() throws IOException {
        answer(Kind.BRIEF, 503, Optional.of(Duration.ofMinutes(10)));
        answer429Elsewhere();
        clock.pass(Duration.ofMinutes(1));
        assertThatThrownBy(() -> admit(Kind.BRIEF)).isInstanceOfSatisfying(HostBusyException.class,
                busy -> assertThat(busy.retryAfter()).isEqualTo(Duration.ofMinutes(9)))
                .hasMessage("no request sent: registry.example:443 asked for a pause, 540 s of it are left");
        assertThat(budgets.load(HOST).inFlight()).isZero();
        clock.pass(Duration.ofMinutes(9));
        admit(Kind.BRIEF).close();
    }

    private void answer429Elsewhere() throws IOException {
        try (Permit permit = budgets.admit("other.example:443", Kind.BRIEF)) {
            permit.answered(429, Optional.of(Duration.ofDays(9999)), _ -> Optional.empty());
        }
        assertThatThrownBy(() -> budgets.admit("other.example:443", Kind.BRIEF))
                .isInstanceOfSatisfying(HostBusyException.class,
                        busy -> assertThat(busy.retryAfter()).isEqualTo(HostBudget.LONGEST_PAUSE));
    }

    @Test
    void tooMany_withoutATime_isAShortPause_andUnavailableIsNone() throws IOException {
        answer(Kind.BRIEF, 503, Optional.empty());
        admit(Kind.BRIEF).close();
        assertThat(clock.pauses()).isEmpty();
        answer(Kind.BRIEF, 429, Optional.empty());
        admit(Kind.BRIEF).close();
        assertThat(clock.pauses()).containsExactly(HostBudget.SHORTEST_PAUSE);
    }

    /** Pauses end the test: there are five seconds left. */
    private Budgets hurried() {
        return new Budgets(clock::nanos, new Budgets.Waiting() {
            @Override
            public void pause(Duration length) {
                throw new AssertionError("waited for " + length);
            }

            @Override
            public Duration left() {
                return Duration.ofSeconds(5);
            }
        });
    }

    @Test
    void pause_thatTheTimeLeftDoesNotHold_isNotWaitedOut() throws IOException {
        Budgets hurried = hurried();
        try (Permit permit = hurried.admit(HOST, Kind.BRIEF)) {
            permit.answered(429, Optional.of(Duration.ofSeconds(6)), _ -> Optional.empty());
        }
        assertThatThrownBy(() -> hurried.admit(HOST, Kind.BRIEF)).isInstanceOfSatisfying(HostBusyException.class,
                busy -> assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(6)));
    }

    @Test
    void turn_thatComesAfterTheTimeLeft_isNotWaitedFor() throws IOException {
        Budgets hurried = new Budgets(clock::nanos, new Budgets.Waiting() {
            @Override
            public void pause(Duration length) {}

            @Override
            public Duration left() {
                return Duration.ofSeconds(2);
            }
        });
        hurried.limit(HOST, pace(1)); // and the clock stands: each turn is a second later
        for (int i = 0; i < 3; i++) {
            hurried.admit(HOST, Kind.BRIEF).close();
        }
        assertThatThrownBy(() -> hurried.admit(HOST, Kind.BRIEF)).isInstanceOf(HostBusyException.class)
                .hasMessageContaining("its turn is in 3 s");
        assertThat(hurried.load(HOST).inFlight()).isZero();
    }

    @Test
    void pause_isNeverShortenedByAShorterOne() throws IOException {
        answer(Kind.BRIEF, 429, Optional.of(Duration.ofSeconds(20)));
        try (Permit early = clock.budgets().admit(HOST, Kind.BRIEF)) {
            early.answered(200, Optional.empty(), _ -> Optional.empty());
        }
        Permit underWay = admitWithout(Duration.ofSeconds(20));
        Permit another = admit(Kind.BRIEF);
        underWay.answered(429, Optional.of(Duration.ofSeconds(9)), _ -> Optional.empty());
        another.answered(429, Optional.of(Duration.ofSeconds(2)), _ -> Optional.empty());
        admit(Kind.BRIEF).close();
        assertThat(clock.pauses()).endsWith(Duration.ofSeconds(9));
    }

    private Permit admitWithout(Duration pause) throws IOException {
        clock.pass(pause);
        return admit(Kind.BRIEF);
    }

    @Test
    void refusedAndResetConnections_halveThePlaces_cutBlobsDoNot() throws IOException {
        for (int i = 0; i < 8; i++) {
            admit(Kind.READ);
        }
        admit(Kind.READ).broke(new IOException("unexpected end of stream"));
        assertThat(budgets.load(HOST).places()).isEqualTo(Window.START);
        admit(Kind.READ).broke(new SocketException("Connection reset"));
        assertThat(budgets.load(HOST).places()).isEqualTo(4);
        assertThat(budgets.load(HOST).inFlight()).isEqualTo(8);
    }

    @Test
    void refusedConnection_andCalmOfHttp2_count() throws IOException {
        for (Exception tooMuch : new Exception[]{new ConnectException("refused"),
                new IOException("stream was reset: ENHANCE_YOUR_CALM")}) {
            try (Budgets fresh = clock.budgets()) {
                fresh.admit(HOST, Kind.WRITE).broke(tooMuch);
                assertThat(fresh.load(HOST)).isEqualTo(new HostLoad(0, 1, 0, OptionalLong.empty()));
            }
        }
    }

    @Test
    void pace_spacesRequestsEvenly() throws IOException {
        budgets.limit(HOST, pace(4));
        for (int i = 0; i < 9; i++) {
            answer(Kind.BRIEF, 200, Optional.empty());
        }
        assertThat(clock.paused()).isEqualTo(Duration.ofSeconds(2));
        assertThat(clock.pauses()).hasSize(8).containsOnly(Duration.ofMillis(250));
    }

    @Test
    void rate_ofBytesThatCome_isKept() throws IOException {
        budgets.limit(HOST, rate(1 << 20));
        byte[] blob = new byte[10 << 20];
        try (Permit permit = admit(Kind.READ)) {
            ReadableByteChannel in = Channels.newChannel(new ByteArrayInputStream(blob));
            ByteBuffer into = ByteBuffer.allocate(blob.length + 1);
            while (permit.read(into, in::read) >= 0) {
                assertThat(into.limit()).isEqualTo(into.capacity());
            }
            assertThat(into.position()).isEqualTo(blob.length);
        }
        // The first quarter of a second's worth was there.
        assertThat(clock.paused()).isBetween(Duration.ofMillis(9_700), Duration.ofMillis(9_800));
        assertThat(clock.pauses()).allMatch(pause -> pause.compareTo(Duration.ofMillis(251)) < 0);
    }

    @Test
    void rate_ofBytesThatGo_isSharedByAllOfTheHost() throws IOException {
        budgets.limit(HOST, rate(100_000));
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        try (Permit one = admit(Kind.WRITE); Permit two = admit(Kind.WRITE)) {
            WritableByteChannel first = one.metered(Channels.newChannel(arrived));
            WritableByteChannel second = two.metered(Channels.newChannel(arrived));
            assertThat(first.write(ByteBuffer.allocate(250_000))).isEqualTo(250_000);
            ByteBuffer part = ByteBuffer.allocate(300_000).position(10).limit(250_011);
            assertThat(second.write(part)).isEqualTo(250_001);
            assertThat(part.position()).isEqualTo(part.limit()).isEqualTo(250_011);
        }
        assertThat(arrived.size()).isEqualTo(500_001);
        assertThat(clock.paused()).isBetween(Duration.ofMillis(4_700), Duration.ofMillis(4_800));
    }

    @Test
    void rate_none_leavesPiecesWhole() throws IOException {
        try (Permit permit = admit(Kind.READ)) {
            assertThat(permit.pieceBytes()).isEqualTo(256 << 10);
            assertThat(
                    permit.read(ByteBuffer.allocate(1 << 20), into -> into.put(new byte[into.remaining()]).position()))
                    .isEqualTo(256 << 10);
        }
        assertThat(clock.pauses()).isEmpty();
    }

    @Test
    void limit_twice_theSmallerStands() throws IOException {
        budgets.limit(HOST, new HostLimits(OptionalInt.of(9), OptionalInt.of(2), OptionalLong.of(1 << 20)));
        budgets.limit(HOST, new HostLimits(OptionalInt.of(3), OptionalInt.of(8), OptionalLong.empty()));
        assertThat(budgets.load(HOST).places()).isEqualTo(3);
        admit(Kind.BRIEF).close();
        admit(Kind.BRIEF).close();
        assertThat(clock.pauses()).containsExactly(Duration.ofMillis(500));
    }

    @Test
    void limits_belowOne_areRefused() {
        assertThatThrownBy(() -> rate(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wanted 1 and more");
        assertThatThrownBy(() -> pace(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void quota_heardWithAnyAnswer_isKeptForOthers() throws IOException {
        Map<String, String> head = Map.of("ratelimit-limit", "100;w=21600", "ratelimit-remaining", "6;w=21600");
        budgets.reservePulls(5);
        try (Permit permit = admit(Kind.BRIEF)) {
            permit.answered(200, Optional.empty(), name -> Optional.ofNullable(head.get(name)));
        }
        answer(Kind.PULL, 200, Optional.empty());
        assertThat(budgets.load(HOST).pullsLeft()).isEqualTo(OptionalLong.of(5));
        assertThatThrownBy(() -> admit(Kind.PULL)).isInstanceOf(HostBusyException.class)
                .hasMessageContaining("has 5 left of a quota of 100 manifests");
        admit(Kind.BRIEF).close();
        admit(Kind.READ).close();
        assertThat(budgets.load(HOST).inFlight()).isZero();
    }

    @Test
    void permit_closedTwice_countsOnce() throws IOException {
        Permit permit = admit(Kind.WRITE);
        admit(Kind.WRITE);
        permit.close();
        permit.broke(new IOException("late"));
        permit.close();
        assertThat(budgets.load(HOST).inFlight()).isEqualTo(1);
    }

    @Test
    void hosts_idleOnesAreForgotten_limitedOnesAreNot() throws IOException {
        budgets.limit(HOST, pace(1_000));
        budgets.admit(HOST, Kind.BRIEF).close();
        for (int i = 0; i < Budgets.MAXIMUM_HOSTS + 10; i++) {
            budgets.admit("cdn%d.example:443".formatted(i), Kind.BRIEF).close();
        }
        admit(Kind.BRIEF).close();
        assertThat(clock.pauses()).containsExactly(Duration.ofMillis(1));
    }

    @Test
    void close_refusesWhatComesLater() {
        budgets.close();
        assertThatThrownBy(() -> admit(Kind.BRIEF)).hasMessage("the engine was closed");
    }
}
