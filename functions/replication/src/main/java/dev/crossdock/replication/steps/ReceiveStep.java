package dev.crossdock.replication.steps;

import dev.crossdock.event.EventReader;
import dev.crossdock.event.ImageEvent;
import dev.crossdock.image.Digest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.TagLocation;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one notification and makes requests of it. An event is a hint: only the repository, the tag and the claimed
 * digest are taken from it, and the registry is the one whose address received it.
 */
public final class ReceiveStep {
    private final Rules rules;
    private final InstantSource clock;

    /** Keeps only what the rules mean. */
    public ReceiveStep(Rules rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * The requests that a notification asks for, none where no rule means what it tells. Throws
     * {@link dev.crossdock.event.MalformedEventException} for a body that is no notification.
     *
     * @param registry whose notification this is, by its configured name; the sender has proved to be it
     * @param headers  of the request
     * @param body     as it arrived
     */
    public List<Queue.Outgoing> receive(String registry, Map<String, List<String>> headers, byte[] body) {
        return receive(registry, EventReader.read(headers, body));
    }

    /** The requests of events that were read elsewhere. */
    public List<Queue.Outgoing> receive(String registry, List<ImageEvent> events) {
        Set<Message.Request> requests = new LinkedHashSet<>();
        for (ImageEvent event : events) {
            switch (event) {
                case ImageEvent.Pushed pushed -> request(registry, pushed).ifPresent(requests::add);
                case ImageEvent.Deleted _,ImageEvent.Unrelated _ -> {
                    // Nothing is deleted in a target because it was deleted at its source.
                }
            }
        }
        List<Queue.Outgoing> outgoing = new ArrayList<>();
        for (Message.Request request : requests) {
            outgoing.add(Queue.Outgoing.now(request));
        }
        return outgoing;
    }

    private Optional<Message.Request> request(String registry, ImageEvent.Pushed pushed) {
        Optional<Endpoint> meant = pushed.tag().map(tag -> new TagLocation(registry, pushed.repository(), tag))
                .filter(this::isMeant).map(Endpoint::of);
        return meant.or(() -> attached(registry, pushed)).map(end -> new Message.Request(end, Optional.empty(),
                Optional.of(new Message.Hint(pushed.digest(), clock.instant())), Message.Trail.UNASKED));
    }

    /**
     * What was pushed without a tag may be the child of an index, which is pushed with its tag after it, or may belong to
     * an image; only the source can tell. What was pushed under one of the tags that belong to an image names it.
     */
    private Optional<Endpoint> attached(String registry, ImageEvent.Pushed pushed) {
        boolean wanted = rules.rules().stream().anyMatch(rule -> rule.extent().referrers().wanted()
                && rule.source().matches(registry, pushed.repository()));
        if (!wanted) {
            return Optional.empty();
        }
        Optional<Digest> digest = pushed.tag().isPresent()
                ? pushed.tag().flatMap(SubjectTag::subject)
                : Optional.of(pushed.digest()).filter(_ -> mayHaveSubject(pushed.mediaType()));
        return digest.map(it -> new Endpoint(registry, pushed.repository(), it));
    }

    /** Docker's own manifests have none. */
    private static boolean mayHaveSubject(String mediaType) {
        return MediaType.find(mediaType).map(type -> type == MediaType.OCI_MANIFEST || type == MediaType.OCI_INDEX)
                .orElse(mediaType.isEmpty());
    }

    private boolean isMeant(TagLocation location) {
        return rules.rules().stream().anyMatch(rule -> rule.source().matches(location));
    }
}
