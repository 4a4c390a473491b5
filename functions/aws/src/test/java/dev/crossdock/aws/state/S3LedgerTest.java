package dev.crossdock.aws.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Run;
import dev.crossdock.replication.Ticket;
import dev.crossdock.replication.contract.LedgerContract;
import dev.crossdock.replication.fake.World;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.Fanout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ledger of objects keeps what every ledger promises, and leaves nothing behind. */
final class S3LedgerTest extends LedgerContract {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    private final Fanout fanout = new Fanout("test", 4);
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private AwsClients clients;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private S3Objects objects;
    @SuppressWarnings("NullAway.Init") // Opened before each test.
    private S3Ledger ledger;

    @BeforeEach
    void open() {
        clients = TestClients.of(AWS);
        objects = TestClients.bucket(clients, AWS);
        ledger = new S3Ledger(objects, clock, fanout);
    }

    @AfterEach
    void close() {
        clients.close();
        fanout.close();
    }

    @Override
    protected Ledger ledger() {
        return ledger;
    }

    @Test
    void prune_forgetsFinishedRuns_andLeavesNothing() {
        ledger.open(run("old", World.ROUTE, NOON));
        ledger.markDone(key("old"), List.of(IMAGE.blob(0).digest()));
        ledger.settle(World.ROUTE, NOON, Outcome.PUBLISHED);
        clock.pass(Duration.ofDays(2));
        ledger.open(run("new", World.ROUTE, clock.instant()));
        ledger.settle(World.ROUTE, clock.instant(), Outcome.UNCHANGED);
        ledger.write(new Ticket("t", Ticket.State.DONE, "", clock.instant()));
        assertThat(ledger.prune(NOON)).as("ended at noon, not before").isZero();
        assertThat(ledger.prune(NOON.plus(Duration.ofDays(1)))).isEqualTo(1);
        assertThat(ledger.prune(clock.instant().plusMillis(1))).isEqualTo(2);
        assertThat(objects.list("", 10)).isEmpty();
    }

    @Test
    void prune_stopsAtTheDeadline_andGoesOnTheNextTime() {
        for (int i = 0; i < 3; i++) {
            ledger.write(new Ticket("t" + i, Ticket.State.DONE, "", NOON));
        }
        ledger.open(run("open", World.ROUTE, NOON));
        AtomicInteger looks = new AtomicInteger();
        assertThat(ledger.prune(NOON.plusMillis(1), () -> true)).isZero();
        assertThat(ledger.prune(NOON.plusMillis(1), () -> looks.incrementAndGet() > 2)).isEqualTo(2);
        assertThat(ledger.prune(NOON.plusMillis(1), Deadline.NONE)).isEqualTo(2);
        assertThat(objects.list("", 10)).isEmpty();
    }

    @Test
    void ticketWrittenAgain_isPrunedByItsLastTime() {
        ledger.write(new Ticket("t", Ticket.State.ACCEPTED, "", NOON));
        ledger.write(new Ticket("t", Ticket.State.DONE, "", NOON.plusSeconds(60)));
        assertThat(ledger.prune(NOON.plusSeconds(30))).isZero();
        assertThat(ledger.ticket("t")).isPresent();
        assertThat(ledger.prune(NOON.plusSeconds(61))).isEqualTo(1);
        assertThat(objects.list("", 10)).isEmpty();
    }

    @Test
    void crashBetweenRunAndIndex_leavesNothingOpen_andBetweenOutcomeAndIndex_isEndedAgain() {
        Run run = run("r", World.ROUTE, NOON);
        ledger.open(run);
        objects.put(LedgerKeys.outcome(run.key()), "PUBLISHED".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(ledger.openRoutes(NOON.plusSeconds(1), 5)).as("the sweep finds it").containsExactly(World.ROUTE);
        ledger.settle(World.ROUTE, NOON, Outcome.UNCHANGED);
        assertThat(ledger.openRoutes(NOON.plusSeconds(1), 5)).isEmpty();
        assertThat(objects.get(LedgerKeys.outcome(run.key()))).as("the first outcome stands").hasValueSatisfying(
                it -> assertThat(it).asString().isEqualTo("PUBLISHED"));
    }

    @Test
    void openedTwiceByARepeatedCall_isTheSameRun_andAnotherOfThatNameIsRefused() {
        ledger.open(run("r", World.ROUTE, NOON));
        ledger.open(run("r", World.ROUTE, NOON));
        assertThat(ledger.find(key("r"))).isPresent();
        assertThatThrownBy(() -> ledger.open(run("r", route("v2"), NOON))).hasMessageContaining("another run");
    }

    @Test
    void namesFromOutside_stayInTheirFolder() {
        String id = "../jobs/x?#%2e\n" + "y".repeat(2_000);
        ledger.write(new Ticket(id, Ticket.State.DONE, "ok", NOON));
        assertThat(ledger.ticket(id)).map(Ticket::detail).contains("ok");
        assertThat(objects.list("", 10)).allMatch(key -> key.matches("(tickets|aged/\\d+/tickets)/hash-[0-9a-f]{32}"));
        assertThat(ledger.ticket("")).isEmpty();
    }

    @Test
    void manyPages_areListedWhole() {
        IntStream.range(0, 1_100).parallel().forEach(i -> objects.put("page/%04d".formatted(i), new byte[0]));
        assertThat(objects.list("page/", 5_000)).hasSize(1_100).isSorted();
        assertThat(objects.list("page/", 1_050)).hasSize(1_050);
    }

    @Test
    void createdAtOnce_byOneAlone() {
        for (int round = 0; round < 20; round++) {
            String key = "race/" + round;
            List<CompletableFuture<Boolean>> writers = IntStream.range(0, 8).mapToObj(writer -> CompletableFuture
                    .supplyAsync(() -> objects.create(key, new byte[]{(byte) writer}))).toList();
            assertThat(writers.stream().filter(CompletableFuture::join)).as("round %d", round).hasSize(1);
        }
    }

    @Test
    void createdAgainWithTheSame_isOurs_withAnother_isNot() {
        assertThat(objects.create("k", new byte[]{1})).isTrue();
        assertThat(objects.create("k", new byte[]{1})).as("an answer that was lost").isTrue();
        assertThat(objects.create("k", new byte[]{2})).isFalse();
    }
}
