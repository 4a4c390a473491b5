package dev.crossdock.replication.fake;

import dev.crossdock.image.Repository;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A registry of maps. It writes down every call, runs the hooks of a test before it, and checks itself after it. */
public final class FakeRegistry {
    /** What may be asked of it. */
    public enum Verb {
        DESCRIBE, MANIFEST, BLOB, TAGS, CATALOG, HOLDS, MOUNT, BEGIN, STREAM, PUT, REFERRERS
    }

    /** One call. */
    public record Call(Verb verb, Repository repository, String object) {}

    private final String host;
    private final Map<Repository, FakeRepository> repositories = new ConcurrentHashMap<>();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final List<Consumer<Call>> hooks = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private volatile boolean lenient;
    private volatile boolean sparse;
    private volatile boolean referrersApi = true;

    public FakeRegistry(String host) {
        this.host = host;
    }

    public FakeRepository repository(String name) {
        return repository(new Repository(name));
    }

    public FakeRepository repository(Repository name) {
        return repositories.computeIfAbsent(name, key -> new FakeRepository(this, key));
    }

    String host() {
        return host;
    }

    /** Takes manifests without looking beneath them, as some registries do: only the order of the caller protects. */
    public void lenient() {
        lenient = true;
    }

    boolean isLenient() {
        return lenient;
    }

    /** Takes indexes that name what is not there. */
    public void sparse() {
        sparse = true;
    }

    boolean isSparse() {
        return sparse;
    }

    /** Keeps no lists of referrers, as registries before version 1.1 of the specification. */
    public void withoutReferrersApi() {
        referrersApi = false;
    }

    boolean hasReferrersApi() {
        return referrersApi;
    }

    /** Runs before every call, outside any lock; what it throws is the call's answer. */
    public void before(Consumer<Call> hook) {
        hooks.add(hook);
    }

    /** Runs once, before the given call (1, 2, …) of those that fit, counted from now. */
    public void before(Predicate<Call> fits, int number, Runnable action) {
        AtomicInteger seen = new AtomicInteger();
        before(call -> {
            if (fits.test(call) && seen.incrementAndGet() == number) {
                action.run();
            }
        });
    }

    /** Runs once, before the next call of the verb. */
    public void before(Verb verb, Runnable action) {
        before(call -> call.verb() == verb, 1, action);
    }

    public void noMoreHooks() {
        hooks.clear();
    }

    void called(Verb verb, Repository repository, String object) {
        Call call = new Call(verb, repository, object);
        calls.add(call);
        hooks.forEach(hook -> hook.accept(call));
    }

    void check() {
        for (FakeRepository repository : repositories.values()) {
            violations.addAll(repository.dangling());
        }
    }

    /** Whatever a tag ever named that was not whole; nothing, where all went well. */
    public List<String> violations() {
        check();
        return List.copyOf(violations);
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public long count(Verb verb) {
        return calls.stream().filter(call -> call.verb() == verb).count();
    }

    public void forgetCalls() {
        calls.clear();
    }

    List<Repository> catalog() {
        called(Verb.CATALOG, new Repository("catalog"), "");
        List<Repository> names = new ArrayList<>(repositories.keySet());
        names.sort(null);
        return names;
    }

    public static RegistryException.Unavailable unavailable(String place) {
        return new RegistryException.Unavailable(circumstance(place, "503"), Optional.<Duration>empty(), null);
    }

    public static RegistryException.Refused refused(String place) {
        return new RegistryException.Refused(circumstance(place, "403 DENIED"), null);
    }

    public static RegistryException.Missing missing(String place) {
        return new RegistryException.Missing(circumstance(place, "404"), null);
    }

    public static RegistryException.Corrupt corrupt(String place) {
        return new RegistryException.Corrupt(circumstance(place, "other bytes"), null);
    }

    private static Circumstance circumstance(String place, String got) {
        return new Circumstance("ask", "it", place, got, "an answer");
    }
}
