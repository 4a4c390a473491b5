package dev.crossdock.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.settings.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final Map<String, String> hashes = new HashMap<>(Map.of("alice", "hash", "älice", "other"));
    private final Tickets tickets = new Tickets(clock, Optional.empty(), name -> Optional.ofNullable(hashes.get(name)));

    @Test
    void ticket_saysWhoseItIs() {
        for (String name : List.of("alice", "älice", "")) {
            assertThat(tickets.read(tickets.issue(name))).contains(name);
        }
    }

    @Test
    void ticket_endsWithItsTimeItsUserAndItsPassword() {
        String ticket = tickets.issue("alice");
        hashes.put("alice", "changed");
        assertThat(tickets.read(ticket)).isEmpty();
        hashes.remove("alice");
        assertThat(tickets.read(ticket)).isEmpty();
        hashes.put("alice", "hash");
        assertThat(tickets.read(ticket)).contains("alice");
        now = now.plus(Tickets.LIFE);
        assertThat(tickets.read(ticket)).isEmpty();
    }

    @Test
    void replicas_takeEachOthersTickets_withTheSameSecret() {
        Tickets one = replica("shared");

        assertThat(replica("shared").read(one.issue("alice"))).contains("alice");
        assertThat(replica("shared").read(one.issue(""))).contains("");
        assertThat(replica("other").read(one.issue("alice"))).isEmpty();
    }

    private Tickets replica(String secret) {
        return new Tickets(clock, Optional.of(new Secret(secret)), name -> Optional.ofNullable(hashes.get(name)));
    }

    @Test
    void anythingElse_isNone() {
        String ticket = tickets.issue("alice");
        String[] parts = ticket.split("\\.", -1);
        String other = tickets.issue("").split("\\.", -1)[1];

        for (String bad : List.of("", ".", "..", "a.b.c", ticket + ".", ticket + "A", parts[0] + "9." + parts[1] + "."
                + parts[2], parts[0] + "." + other + "." + parts[2], parts[0] + "." + parts[1] + ".",
                "9".repeat(30)
                        + "." + parts[1] + "." + parts[2],
                ".".repeat(1 << 16), parts[0] + ".!." + parts[2])) {
            assertThat(tickets.read(bad)).as(bad).isEmpty();
        }
        assertThat(new Tickets(clock, Optional.empty(), name -> Optional.of("hash")).read(ticket)).isEmpty();
    }
}
