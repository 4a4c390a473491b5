package dev.crossdock.replication.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.replication.Content;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Run;
import dev.crossdock.replication.RunKey;
import dev.crossdock.replication.Ticket;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every ledger promises. */
public abstract class LedgerContract {
    protected static final Instant NOON = TestClock.START;
    protected static final Picture IMAGE = Images.image("image", 2);

    protected final TestClock clock = new TestClock();

    protected abstract Ledger ledger();

    protected static RunKey key(String run) {
        return new RunKey("job", run);
    }

    protected static Route route(String tag) {
        return new Route(World.FROM, World.endpoint("eu", "mirror/app", tag));
    }

    protected static Run run(String run, Route route, Instant openedAt) {
        return new Run(key(run), route, Content.of(List.of(IMAGE.root())),
                List.of(IMAGE.blob(0), IMAGE.blob(1), IMAGE.blob(2)),
                openedAt);
    }

    private static Digest digest(int blob) {
        return IMAGE.blob(blob).digest();
    }

    private List<Digest> unmarked(String run) {
        return ledger().unmarked(key(run)).stream().map(Descriptor::digest).toList();
    }

    @Test
    void open_isFoundAsItWas() {
        Run run = run("r", World.ROUTE, NOON);
        ledger().open(run);
        assertThat(ledger().find(run.key())).contains(run);
        assertThat(ledger().find(key("other"))).isEmpty();
    }

    @Test
    void marks_areKeptUntilTakenBack() {
        ledger().open(run("r", World.ROUTE, NOON));
        assertThat(unmarked("r")).containsExactly(digest(0), digest(1), digest(2));
        ledger().markDone(key("r"), List.of(digest(1), digest(0)));
        ledger().markDone(key("r"), List.of(digest(1)));
        assertThat(unmarked("r")).containsExactly(digest(2));
        ledger().markMissing(key("r"), List.of(digest(1)));
        assertThat(unmarked("r")).containsExactly(digest(1), digest(2));
        ledger().markDone(key("r"), List.of(digest(1), digest(2)));
        assertThat(unmarked("r")).isEmpty();
    }

    @Test
    void marks_areOfOneRunOnly() {
        ledger().open(run("r1", World.ROUTE, NOON));
        ledger().open(run("r2", World.ROUTE, NOON));
        ledger().markDone(key("r1"), List.of(digest(0), digest(1), digest(2)));
        assertThat(unmarked("r1")).isEmpty();
        assertThat(unmarked("r2")).hasSize(3);
    }

    @Test
    void marksOfNothing_changeNothing() {
        ledger().open(run("r", World.ROUTE, NOON));
        ledger().markDone(key("r"), List.of());
        ledger().markMissing(key("r"), List.of());
        ledger().markDone(key("r"), List.of(Digest.sha256(new byte[3])));
        assertThat(unmarked("r")).hasSize(3);
    }

    @Test
    void marksAfterTheEnd_areIgnored() {
        ledger().open(run("r", World.ROUTE, NOON));
        ledger().settle(World.ROUTE, NOON, Outcome.PUBLISHED);
        ledger().markDone(key("r"), List.of(digest(0)));
        ledger().markMissing(key("r"), List.of(digest(1)));
        assertThat(unmarked("r")).isEmpty();
        assertThat(ledger().find(key("r"))).isEmpty();
    }

    @Test
    void settle_endsTheRunsOfTheRouteUpToTheTime() {
        ledger().open(run("older", World.ROUTE, NOON.minusSeconds(1)));
        ledger().open(run("same", World.ROUTE, NOON));
        ledger().open(run("newer", World.ROUTE, NOON.plusMillis(1)));
        ledger().open(run("other", route("v2"), NOON.minusSeconds(1)));
        ledger().settle(World.ROUTE, NOON, Outcome.SUPERSEDED);
        assertThat(ledger().find(key("older"))).isEmpty();
        assertThat(ledger().find(key("same"))).isEmpty();
        assertThat(ledger().find(key("newer"))).isPresent();
        assertThat(ledger().find(key("other"))).isPresent();
    }

    @Test
    void settle_endsOnlyTheRunsThatAreMeant() {
        ledger().open(run("one", World.ROUTE, NOON));
        ledger().open(run("two", World.ROUTE, NOON));
        ledger().markDone(key("two"), List.of(digest(0)));
        ledger().settle(World.ROUTE, NOON, Outcome.PUBLISHED, run -> run.key().equals(key("one")));
        assertThat(ledger().find(key("one"))).isEmpty();
        assertThat(ledger().find(key("two"))).isPresent();
        assertThat(unmarked("two")).containsExactly(digest(1), digest(2));
    }

    @Test
    void settleTwice_isHarmless() {
        ledger().open(run("r", World.ROUTE, NOON));
        ledger().settle(World.ROUTE, NOON, Outcome.PUBLISHED);
        ledger().settle(World.ROUTE, NOON, Outcome.UNCHANGED);
        assertThat(ledger().openRoutes(NOON.plusSeconds(1), 10)).isEmpty();
    }

    @Test
    void openRoutes_areTheOldestFirstAndEachOnce() {
        ledger().open(run("r1", route("b"), NOON.minusSeconds(3)));
        ledger().open(run("r2", route("a"), NOON.minusSeconds(2)));
        ledger().open(run("r3", route("b"), NOON.minusSeconds(1)));
        ledger().open(run("r4", route("c"), NOON));
        assertThat(ledger().openRoutes(NOON, 10)).as("opened before").containsExactly(route("b"), route("a"));
        assertThat(ledger().openRoutes(NOON.plusMillis(1), 10)).containsExactly(route("b"), route("a"), route("c"));
    }

    @Test
    void openRoutes_areCountedAsRoutes() {
        for (int i = 0; i < 5; i++) {
            ledger().open(run("r" + i, route("many"), NOON.plusMillis(i)));
        }
        ledger().open(run("last", route("one"), NOON.plusMillis(9)));
        assertThat(ledger().openRoutes(NOON.plusSeconds(1), 2)).containsExactly(route("many"), route("one"));
        assertThat(ledger().openRoutes(NOON.plusSeconds(1), 1)).containsExactly(route("many"));
    }

    @Test
    void routeByDigest_isFoundToo() {
        Endpoint source = new Endpoint("hub", World.FROM.repository(), IMAGE.digest());
        Route route = new Route(source, World.TO);
        ledger().open(run("r", route, NOON));
        assertThat(ledger().openRoutes(NOON.plusSeconds(1), 10)).containsExactly(route);
        ledger().settle(route, NOON, Outcome.PUBLISHED);
        assertThat(ledger().find(key("r"))).isEmpty();
    }

    @Test
    void tickets_areKeptAsLastWritten() {
        assertThat(ledger().ticket("t")).isEmpty();
        ledger().write(new Ticket("t", Ticket.State.ACCEPTED, "", NOON));
        Ticket last = new Ticket("t", Ticket.State.FAILED, "it was \"refused\"; DROP TABLE tickets",
                NOON.plusMillis(5));
        ledger().write(last);
        assertThat(ledger().ticket("t")).contains(last);
    }

    @Test
    void prune_forgetsOldTicketsOnly() {
        ledger().write(new Ticket("old", Ticket.State.DONE, "published", NOON));
        ledger().write(new Ticket("new", Ticket.State.DONE, "published", NOON.plusSeconds(60)));
        assertThat(ledger().prune(NOON.plusSeconds(30))).isEqualTo(1);
        assertThat(ledger().ticket("old")).isEqualTo(Optional.empty());
        assertThat(ledger().ticket("new")).isPresent();
        assertThat(ledger().prune(NOON.plusSeconds(30))).isZero();
    }

    @Test
    void prune_forgetsOpenRunsThatNobodyFinished() {
        ledger().open(run("r", World.ROUTE, NOON.minus(Duration.ofDays(400))));
        assertThat(ledger().prune(NOON.minus(Duration.ofDays(500)))).isZero();
        assertThat(ledger().find(key("r"))).isPresent();
        assertThat(ledger().prune(NOON)).isEqualTo(1);
        assertThat(ledger().find(key("r"))).isEmpty();
    }

    @Test
    void manyMarkers_seeEachOthersMarks() {
        for (int round = 0; round < 20; round++) {
            String run = "r" + round;
            ledger().open(run(run, route("t" + round), NOON));
            List<CompletableFuture<Boolean>> last = new ArrayList<>();
            for (int blob = 0; blob < 3; blob++) {
                Digest digest = digest(blob);
                last.add(CompletableFuture.supplyAsync(() -> {
                    ledger().markDone(key(run), List.of(digest));
                    return ledger().unmarked(key(run)).isEmpty();
                }));
            }
            assertThat(last.stream().filter(CompletableFuture::join).count()).as("who sees all").isPositive();
        }
    }
}
