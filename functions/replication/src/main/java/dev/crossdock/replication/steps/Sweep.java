package dev.crossdock.replication.steps;

import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.plan.Glob;
import dev.crossdock.plan.Rule;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.TagLocation;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Route;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes up for notifications that never came: sends open jobs round again, and per rule a request for every tag of its
 * source; the plan step ends at once for those that are equal. Forgets what ended long ago.
 */
public final class Sweep {
    /** After how long a run that is still open is asked for again. */
    static final Duration OPEN_FOR = Duration.ofMinutes(10);
    /** How long finished runs, tickets and dead letters are kept. */
    static final Duration KEPT_FOR = Duration.ofDays(30);
    /** The most source tags that one sweep sends. */
    static final int MAXIMUM_REQUESTS = 100_000;
    /** The most open routes that one sweep sends: those that stay open stand before others for {@link #KEPT_FOR} at most. */
    static final int MAXIMUM_REOPENED = 10_000;
    private static final int BATCH = 500;
    /** Of the time until a deadline, when open routes are to be sent. */
    private static final int REOPENING_PERCENT = 30;
    /** And when tags are: the rest is for what is to be forgotten. */
    private static final int SENDING_PERCENT = 75;
    private static final int WHOLE_PERCENT = 100;

    /**
     * What a sweep did.
     *
     * @param reopened routes whose runs had been open for long
     * @param tags     of all rules' sources, for which a request was sent
     * @param pruned   runs, tickets and dead letters that were forgotten
     * @param failures a line for each source that could not be listed
     */
    public record Report(int reopened, int tags, int pruned, List<String> failures) {
        /** Copies the list in. */
        public Report {
            failures = List.copyOf(failures);
        }
    }

    private final StepContext context;
    private final Rules rules;
    private final Queue queue;

    /** Sweeps by the rules, into the queue. */
    public Sweep(StepContext context, Rules rules, Queue queue) {
        this.context = context;
        this.rules = rules;
        this.queue = queue;
    }

    /** Sweeps once, however long it takes. */
    public Report sweep() {
        return sweep(Deadline.NONE);
    }

    /**
     * Sweeps once, from where the one before stopped. A source that cannot be listed is reported and holds up no other.
     * Each part has its share of the time until the deadline, where that is known, so that none keeps the next from its
     * turn for ever.
     */
    public Report sweep(Deadline deadline) {
        Instant now = context.clock().instant();
        List<String> failures = new ArrayList<>();
        int reopened = reopen(now, share(deadline, now, REOPENING_PERCENT), failures);
        Optional<SweepCursor> cursor = Optional.of(new SweepCursor(context, deadline));
        Report tags = new Round(share(deadline, now, SENDING_PERCENT), cursor, failures).send();
        int pruned = context.ledger().prune(now.minus(KEPT_FOR), deadline)
                + queue.forgetDeadLetters(now.minus(KEPT_FOR));
        return new Report(reopened, tags.tags, pruned, failures);
    }

    /** Sends the requests for all tags of the rules' sources until the deadline, and does nothing else. */
    public Report requests(Deadline deadline) {
        return new Round(deadline, Optional.empty(), new ArrayList<>()).send();
    }

    private Deadline share(Deadline whole, Instant begun, int percent) {
        Optional<Instant> end = whole.length()
                .map(length -> begun.plus(length.multipliedBy(percent).dividedBy(WHOLE_PERCENT)));
        return () -> whole.passed() || end.filter(it -> !context.clock().instant().isBefore(it)).isPresent();
    }

    private int reopen(Instant now, Deadline deadline, List<String> failures) {
        List<Route> open = context.ledger().openRoutes(now.minus(OPEN_FOR), MAXIMUM_REOPENED);
        int sent = 0;
        for (List<Route> batch : batches(open)) {
            if (deadline.passed()) {
                failures.add("%d of %d open routes sent: no time for the rest".formatted(sent, open.size()));
                return sent;
            }
            send(batch.stream().map(Sweep::again).toList());
            sent += batch.size();
        }
        return sent;
    }

    private static <T> List<List<T>> batches(List<T> all) {
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += BATCH) {
            batches.add(all.subList(from, Math.min(from + BATCH, all.size())));
        }
        return batches;
    }

    /** The places after one and up to another, in the order of {@link SweepCursor}. */
    private record Range(String after, String until) {
        boolean has(String place) {
            return place.compareTo(after) > 0 && place.compareTo(until) <= 0;
        }

        /** Whether there may be places in it that begin so. */
        boolean meets(String prefix) {
            return (prefix + SweepCursor.END).compareTo(after) > 0 && prefix.compareTo(until) <= 0;
        }
    }

    /** Once through all tags of the rules' sources, from the cursor on and round to it, while there is time. */
    private final class Round {
        private final Deadline deadline;
        private final Optional<SweepCursor> cursor;
        private final List<String> failures;
        private final Map<String, List<Repository>> listed = new HashMap<>();
        private String at = "";
        private int sent;

        Round(Deadline deadline, Optional<SweepCursor> cursor, List<String> failures) {
            this.deadline = deadline;
            this.cursor = cursor;
            this.failures = failures;
        }

        Report send() {
            String last = cursor.map(SweepCursor::last).orElse("");
            if (!send(new Range(last, SweepCursor.END)) || !send(new Range("", last))) {
                failures.add("stopped after %d tags%s: %s".formatted(sent, at.isEmpty() ? "" : " at " + at,
                        cursor.isPresent() ? "the next sweep goes on there" : "the sweep takes the rest"));
                if (!at.isEmpty()) {
                    cursor.ifPresent(it -> it.stopped(at));
                }
            }
            return new Report(0, sent, 0, failures);
        }

        /** Whether it came to the end. */
        private boolean send(Range range) {
            for (String registry : sourceRegistries()) {
                if (range.meets(registry + "/") && !send(range, registry)) {
                    return false;
                }
            }
            return true;
        }

        private boolean send(Range range, String registry) {
            if (deadline.passed()) {
                return false;
            }
            for (Repository repository : listed.computeIfAbsent(registry, it -> repositories(it, failures))) {
                String place = SweepCursor.place(registry, repository);
                if (!range.meets(place)
                        || rules.rules().stream().noneMatch(rule -> mayMean(rule, registry, repository))) {
                    continue;
                }
                if (deadline.passed()) {
                    return false;
                }
                cursor.ifPresent(it -> it.begun(place + SweepCursor.END));
                List<Message.Request> wanted = tags(registry, repository, failures).stream()
                        .filter(it -> range.has(place + it.source().reference())).toList();
                if (!send(place, wanted)) {
                    return false;
                }
                at = place + SweepCursor.END;
            }
            return true;
        }

        private boolean send(String place, List<Message.Request> requests) {
            for (List<Message.Request> batch : batches(requests)) {
                if (deadline.passed() || sent + batch.size() > MAXIMUM_REQUESTS) {
                    return false;
                }
                Sweep.this.send(batch);
                sent += batch.size();
                at = place + batch.getLast().source().reference();
            }
            return true;
        }
    }

    private static void add(Collection<Repository> named, String name, List<String> failures) {
        try {
            named.add(new Repository(name));
        } catch (IllegalArgumentException e) {
            failures.add("a rule names no repository: " + e.getMessage());
        }
    }

    private Set<String> sourceRegistries() {
        Set<String> names = new TreeSet<>(Comparator.comparing(name -> name + "/"));
        rules.rules().forEach(rule -> names.add(rule.source().registry()));
        return names;
    }

    private List<Repository> repositories(String registry, List<String> failures) {
        Set<Repository> named = new LinkedHashSet<>();
        boolean patterns = false;
        for (Rule rule : rules.rules()) {
            if (rule.source().registry().equals(registry)) {
                for (Glob glob : rule.source().repositories()) {
                    patterns |= glob.literal().isEmpty();
                    glob.literal().ifPresent(name -> add(named, name, failures));
                }
            }
        }
        if (patterns) {
            try {
                named.addAll(context.registries().repositories(registry));
            } catch (RegistryException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        return named.stream().sorted(Comparator.comparing(each -> SweepCursor.place(registry, each))).toList();
    }

    private List<Message.Request> tags(String registry, Repository repository, List<String> failures) {
        try {
            List<Message.Request> requests = new ArrayList<>();
            for (Tag tag : context.registries().source(registry, repository).tags()) {
                TagLocation location = new TagLocation(registry, repository, tag);
                if (rules.rules().stream().anyMatch(rule -> rule.source().matches(location))) {
                    requests.add(request(Endpoint.of(location)));
                }
            }
            requests.sort(Comparator.comparing(it -> it.source().reference().toString()));
            return requests;
        } catch (RegistryException e) {
            failures.add(String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private static boolean mayMean(Rule rule, String registry, Repository repository) {
        return rule.source().registry().equals(registry)
                && rule.source().repositories().stream().anyMatch(glob -> glob.matches(repository.name()));
    }

    private static Message.Request request(Endpoint source) {
        return new Message.Request(source, Optional.empty(), Optional.empty(), Message.Trail.UNASKED);
    }

    /** Thorough: what is open may be a referrer that equal tags say nothing of. */
    private static Message.Request again(Route route) {
        return new Message.Request(route.source(), Optional.of(route.target()), Optional.empty(),
                Message.Trail.UNASKED, true);
    }

    private void send(List<Message.Request> batch) {
        queue.send(batch.stream().map(Queue.Outgoing::now).toList());
    }
}
