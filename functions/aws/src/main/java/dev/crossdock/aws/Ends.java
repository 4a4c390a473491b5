package dev.crossdock.aws;

import dev.crossdock.replication.Observer;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Route;
import java.util.Locale;

/** Hears how routes end, for the line of the step that brought them to it: a step tells it on its own thread. */
final class Ends implements Observer {
    private final ThreadLocal<String> last = ThreadLocal.withInitial(() -> "");

    @Override
    public void ended(Route route, Outcome outcome) {
        last.set(outcome.name().toLowerCase(Locale.ROOT));
    }

    /** How the last route of this thread's step ended; empty where none did. */
    String take() {
        String outcome = last.get();
        last.remove();
        return outcome;
    }
}
