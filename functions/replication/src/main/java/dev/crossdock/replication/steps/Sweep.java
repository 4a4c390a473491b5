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
import dev.crossdock.transfer.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes up for notifications that never came: sends open jobs round again, and per rule a request for every tag of its
 * source; the plan step ends at once for those that are equal. Forgets what ended long ago.
 */
public final class Sweep {
    /** After how long a run that is still open is asked for again. */
    static final Duration OPEN_FOR = Duration.ofMinutes(10);
    /** How long finished runs, tickets and dead letters are kept. */
    static final Duration KEPT_FOR = Duration.ofDays(30);
    /** The most open routes and the most source tags that one sweep sends. */
    static final int MAXIMUM_REQUESTS = 100_000;
    private static final int BATCH = 500;

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

    /** Sweeps once. A source that cannot be listed is reported and holds up no other. */
    public Report sweep() {
        Instant now = context.clock().instant();
        int pruned = context.ledger().prune(now.minus(KEPT_FOR)) + queue.forgetDeadLetters(now.minus(KEPT_FOR));
        List<Route> open = context.ledger().openRoutes(now.minus(OPEN_FOR), MAXIMUM_REQUESTS);
        send(open.stream().map(Sweep::again).toList());
        Report tags = requests();
        return new Report(open.size(), tags.tags, pruned, tags.failures);
    }

    /** Sends the requests for all tags of the rules' sources, and does nothing else. */
    public Report requests() {
        List<String> failures = new ArrayList<>();
        int tags = 0;
        for (String registry : sourceRegistries()) {
            for (Repository repository : repositories(registry, failures)) {
                List<Message.Request> wanted = tags(registry, repository, failures);
                if (tags + wanted.size() > MAXIMUM_REQUESTS) {
                    failures.add("stopped at %d tags: the next sweep begins anew".formatted(tags));
                    return new Report(0, tags, 0, failures);
                }
                send(wanted);
                tags += wanted.size();
            }
        }
        return new Report(0, tags, 0, failures);
    }

    private static void add(Collection<Repository> named, String name, List<String> failures) {
        try {
            named.add(new Repository(name));
        } catch (IllegalArgumentException e) {
            failures.add("a rule names no repository: " + e.getMessage());
        }
    }

    private Set<String> sourceRegistries() {
        Set<String> names = new LinkedHashSet<>();
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
        return List.copyOf(named);
    }

    private List<Message.Request> tags(String registry, Repository repository, List<String> failures) {
        if (rules.rules().stream().noneMatch(rule -> mayMean(rule, registry, repository))) {
            return List.of();
        }
        try {
            List<Message.Request> requests = new ArrayList<>();
            for (Tag tag : context.registries().source(registry, repository).tags()) {
                TagLocation location = new TagLocation(registry, repository, tag);
                if (rules.rules().stream().anyMatch(rule -> rule.source().matches(location))) {
                    requests.add(request(Endpoint.of(location)));
                }
            }
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

    private void send(List<Message.Request> requests) {
        for (int from = 0; from < requests.size(); from += BATCH) {
            queue.send(requests.subList(from, Math.min(from + BATCH, requests.size())).stream()
                    .map(Queue.Outgoing::now).toList());
        }
    }
}
