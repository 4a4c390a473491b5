package dev.crossdock.replication.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.plan.Rules;
import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.fake.Images;
import dev.crossdock.replication.fake.Images.Picture;
import dev.crossdock.replication.fake.TestClock;
import dev.crossdock.replication.fake.World;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A ledger in which looking for open runs costs money is left alone where nothing had to be done. */
final class DearLedgerTest {
    private static final Picture A = Images.image("a", 2);

    private final List<String> asked = new ArrayList<>();

    /** A ledger in memory that says it is dear, and what it was asked. */
    private Ledger dear() {
        Ledger memory = new MemoryLedger();
        return (Ledger) Proxy.newProxyInstance(Ledger.class.getClassLoader(), new Class<?>[]{Ledger.class},
                (_, method, arguments) -> {
                    if (method.getName().equals("isDearToSettle")) {
                        return true;
                    }
                    asked.add(method.getName());
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void plan(boolean thorough) {
        try (World world = new World(new TestClock(), dear(), new Rules(List.of()))) {
            world.app().push("v1", A);
            world.mirror().push("v1", A);
            assertThat(world.handle(new Message.Request(World.FROM, Optional.of(World.TO), Optional.empty(),
                    Message.Trail.UNASKED, thorough))).isEmpty();
            assertThat(world.heard.outcomes()).containsExactly(Outcome.UNCHANGED);
        }
    }

    @Test
    void unchanged_asksNothingOfIt() {
        plan(false);
        assertThat(asked).isEmpty();
    }

    @Test
    void unchanged_bySweep_settlesWhatIsOpen() {
        plan(true);
        assertThat(asked).containsExactly("settle");
    }
}
