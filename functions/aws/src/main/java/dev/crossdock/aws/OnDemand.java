package dev.crossdock.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.aws.lambda.Trace;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.plan.Rule;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.Ticket;
import dev.crossdock.replication.steps.Sweep;
import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.transfer.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a person asks for by {@code aws lambda invoke}: {@code {"source": "registry/repository:tag", "target": …,
 * "options": …}} for one image; {@code {"source": "registry/repository"}}, with a target like that or by the rules, for a
 * repository; {@code {"rule": "name"}} for all that a rule means. The answer comes once the requests are on the queue.
 */
final class OnDemand {
    /** Of one call: a function's minute is over before more are sent. The sweep takes more. */
    static final int MAXIMUM_TAGS = 5_000;
    private static final int BATCH = 100;
    private static final Set<String> KEYS = Set.of("source", "target", "options", "rule");
    private static final String FORM = "wanted {\"source\": \"registry/repository:tag\", \"target\": "
            + "\"registry/repository:tag\", \"options\": {…}}, {\"source\": \"registry/repository\"} or "
            + "{\"rule\": \"name\"}, with registries and rules named in crossdock.yaml";
    private static final JsonMapper JSON = new JsonMapper();

    private final Wiring wiring;
    private final Queue queue;

    OnDemand(Wiring wiring) {
        this.wiring = wiring;
        this.queue = wiring.state().queue();
    }

    /** The answer. Throws IllegalArgumentException for a wish that has no meaning, which says what would have. */
    String accept(String json, Deadline deadline) {
        JsonNode wish = read(json);
        wish.fieldNames().forEachRemaining(name -> {
            if (!KEYS.contains(name)) {
                throw new IllegalArgumentException("\"%s\": %s".formatted(name, FORM));
            }
        });
        wiring.trace(Trace.of(Optional.empty(), Optional.empty()));
        try {
            Rig rig = wiring.rig();
            Optional<String> source = text(wish, "source");
            if (wish.has("rule")) {
                return rule(rig, text(wish, "rule").orElseThrow(() -> new IllegalArgumentException(FORM)),
                        deadline);
            }
            String from = source.orElseThrow(() -> new IllegalArgumentException(FORM));
            Optional<Extent> extent = wish.has("options")
                    ? Optional.of(CrossdockSettings.extent("options", wish.path("options").toString()))
                    : Optional.empty();
            return isImage(from)
                    ? image(rig, from, text(wish, "target"), extent)
                    : new WholeRepository(rig, from, text(wish, "target"), extent).send(deadline);
        } finally {
            wiring.trace("");
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + FORM, e);
        }
    }

    private static Optional<String> text(JsonNode wish, String field) {
        JsonNode value = wish.path(field);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw new IllegalArgumentException("\"%s\" is no text: %s".formatted(field, FORM));
        }
        return Optional.ofNullable(value.textValue());
    }

    private static boolean isImage(String text) {
        return text.indexOf(':', text.indexOf('/') + 1) >= 0;
    }

    private static Endpoint endpoint(String text) {
        int slash = text.indexOf('/');
        int end = text.indexOf('@') >= 0 ? text.indexOf('@') : text.lastIndexOf(':');
        if (slash < 1 || end < slash) {
            throw new IllegalArgumentException("\"%s\": %s".formatted(text, FORM));
        }
        return new Endpoint(text.substring(0, slash), new Repository(text.substring(slash + 1, end)),
                TagOrDigest.parse(text.substring(end + 1)));
    }

    private String image(Rig rig, String from, Optional<String> to, Optional<Extent> extent) {
        Endpoint source = endpoint(from);
        Optional<Endpoint> target = to.map(OnDemand::endpoint);
        rig.registries().client(source.registry());
        target.ifPresent(end -> rig.registries().client(end.registry()));
        if (target.filter(source::equals).isPresent()) {
            throw new IllegalArgumentException("source and target are both " + source);
        }
        String id = UUID.randomUUID().toString();
        rig.ledger().write(new Ticket(id, Ticket.State.ACCEPTED, source + " → " + target.map(Endpoint::toString)
                .orElse("by the rules"), wiring.clock().instant()));
        queue.send(List.of(Queue.Outgoing.now(new Message.Request(source, target, Optional.empty(),
                new Message.Trail(Optional.of(id), 0, extent)))));
        return JSON.createObjectNode().put("id", id).put("requests", 1).toString();
    }

    /** All tags of one. */
    private final class WholeRepository {
        private final Rig rig;
        private final String registry;
        private final Repository repository;
        private final Optional<String> to;
        private final Optional<Extent> extent;

        /** Nothing is sent where any of it makes no sense: a tag of the target's would be that of the last image alone. */
        WholeRepository(Rig rig, String from, Optional<String> to, Optional<Extent> extent) {
            this.rig = rig;
            this.registry = registry(rig, from);
            this.repository = repository(from);
            this.to = to;
            this.extent = extent;
            if (to.filter(OnDemand::isImage).isPresent()) {
                throw new IllegalArgumentException("\"%s\" is one image, and \"%s\" a repository: all its tags would go"
                        .formatted(to.get(), from)
                        + " onto one; wanted a repository as the target, or a tag of the source");
            }
            to.ifPresent(target -> {
                if (registry(rig, target).equals(registry) && repository(target).equals(repository)) {
                    throw new IllegalArgumentException("source and target are both " + target);
                }
            });
        }

        private static String registry(Rig rig, String text) {
            int slash = text.indexOf('/');
            if (slash < 1) {
                throw new IllegalArgumentException("\"%s\": %s".formatted(text, FORM));
            }
            String name = text.substring(0, slash);
            rig.registries().client(name);
            return name;
        }

        private static Repository repository(String text) {
            return new Repository(text.substring(text.indexOf('/') + 1));
        }

        String send(Deadline deadline) {
            List<Tag> tags = rig.registries().source(registry, repository).tags();
            List<Queue.Outgoing> requests = new ArrayList<>();
            int sent = 0;
            for (Tag tag : tags) {
                if (sent + requests.size() >= MAXIMUM_TAGS || deadline.passed()) {
                    break;
                }
                requests.add(Queue.Outgoing.now(request(tag)));
                if (requests.size() == BATCH) {
                    queue.send(requests);
                    sent += requests.size();
                    requests.clear();
                }
            }
            queue.send(requests);
            sent += requests.size();
            ObjectNode answer = JSON.createObjectNode().put("requests", sent).put("tags", tags.size());
            if (sent < tags.size()) {
                answer.put("todo", "the sweep function takes the rest, where a rule means them");
            }
            return answer.toString();
        }

        private Message.Request request(Tag tag) {
            return new Message.Request(new Endpoint(registry, repository, tag),
                    to.map(text -> text + ":" + tag).map(OnDemand::endpoint), Optional.empty(),
                    new Message.Trail(Optional.empty(), 0, extent));
        }
    }

    private String rule(Rig rig, String name, Deadline deadline) {
        Rule rule = rig.settings().rules().rules().stream().filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("rule \"%s\" is not configured; there are: %s"
                        .formatted(name, String.join(", ",
                                rig.settings().rules().rules().stream().map(Rule::name).toList()))));
        Sweep.Report report = rig.sweep(queue, new Rules(List.of(rule))).requests(deadline);
        ObjectNode answer = JSON.createObjectNode().put("requests", report.tags());
        report.failures().forEach(answer.putArray("failures")::add);
        return answer.toString();
    }
}
