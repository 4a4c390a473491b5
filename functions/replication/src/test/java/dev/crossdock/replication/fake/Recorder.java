package dev.crossdock.replication.fake;

import dev.crossdock.replication.Message;
import dev.crossdock.replication.Observer;
import dev.crossdock.replication.Outcome;
import dev.crossdock.replication.Route;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what an observer hears. */
public final class Recorder implements Observer {
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final List<Message> handled = new CopyOnWriteArrayList<>();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final List<Duration> waits = new CopyOnWriteArrayList<>();
    private final List<String> buried = new CopyOnWriteArrayList<>();

    @Override
    public void handled(Message message, Duration took) {
        handled.add(message);
    }

    @Override
    public void retried(Message message, Throwable failure, Duration after) {
        pauses.add(after);
    }

    @Override
    public void delayed(Message message, Throwable reason, Duration until) {
        waits.add(until);
    }

    public List<Duration> waits() {
        return List.copyOf(waits);
    }

    @Override
    public void buried(Message message, String reason) {
        buried.add(reason);
    }

    @Override
    public void ended(Route route, Outcome outcome) {
        outcomes.add(outcome);
    }

    public List<Outcome> outcomes() {
        return outcomes;
    }

    public List<Message> handled() {
        return handled;
    }

    public List<Duration> pauses() {
        return pauses;
    }

    public List<String> buried() {
        return buried;
    }
}
