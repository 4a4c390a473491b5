package dev.crossdock.replication.steps;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Tag;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.TagLocation;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the tags of an image to which something was pushed: a signature, a bill of materials, or something that belongs
 * to one of these. The source is asked what the pushed manifest refers to, and on, up to the image; then what its tags
 * say, as far as rules mean them, and, where none says the image itself, which of them are indexes that have it. What
 * lies beyond the limits is left to the sweep, which sees whatever belongs to a tagged manifest itself.
 */
final class SubjectSearch {
    /** How often something belongs to something that belongs to an image. */
    static final int MAXIMUM_CLIMB = 6;
    /** How many tags are asked for. */
    static final int MAXIMUM_TAGS = 500;
    /** How many indexes are read. */
    static final int MAXIMUM_INDEXES = 100;

    private record Said(Tag tag, Descriptor descriptor) {}

    private final StepContext context;
    private final Rules rules;

    SubjectSearch(StepContext context, Rules rules) {
        this.context = context;
        this.rules = rules;
    }

    /** A thorough request for each tag whose image it belongs to; none where it belongs to nothing. */
    List<Queue.Outgoing> requests(Message.Request request, Digest digest) {
        Source source = context.registries().source(request.source().registry(), request.source().repository());
        boolean isSubject = request.hint().filter(hint -> !hint.digest().equals(digest)).isPresent();
        Set<Digest> chain = new LinkedHashSet<>(isSubject ? Set.of(digest) : Set.of());
        climb(source, digest, chain);
        if (chain.isEmpty()) {
            return List.of();
        }
        return tags(source, request.source(), chain).stream()
                .map(tag -> new Message.Request(
                        new Endpoint(request.source().registry(), request.source().repository(), tag),
                        Optional.empty(), Optional.empty(), request.trail(), true))
                .map(Queue.Outgoing::now).toList();
    }

    private static void climb(Source source, Digest from, Set<Digest> chain) {
        Optional<Digest> at = Optional.of(from);
        for (int i = 0; i < MAXIMUM_CLIMB && at.isPresent(); i++) {
            at = subject(source, at.get()).filter(chain::add);
        }
    }

    private static Optional<Digest> subject(Source source, Digest digest) {
        try {
            return Manifest.parse(source.manifest(digest)).subject().map(Descriptor::digest);
        } catch (RegistryException.Missing | MalformedManifestException _) {
            return Optional.empty(); // gone since, or of a kind that belongs to nothing we copy
        }
    }

    private List<Tag> tags(Source source, Endpoint from, Set<Digest> chain) {
        List<Tag> meant = source.tags().stream().filter(tag -> isMeant(from, tag)).limit(MAXIMUM_TAGS).toList();
        List<Said> said = context.fanout()
                .map(meant, tag -> source.describe(tag).map(descriptor -> new Said(tag, descriptor))).stream()
                .flatMap(Optional::stream).toList();
        List<Tag> direct = said.stream().filter(each -> chain.contains(each.descriptor.digest())).map(Said::tag)
                .toList();
        if (!direct.isEmpty()) {
            return direct;
        }
        List<Said> indexes = said.stream().filter(each -> isIndex(each.descriptor)).limit(MAXIMUM_INDEXES).toList();
        return context.fanout().map(indexes, each -> Optional.of(each.tag).filter(_ -> has(source, each, chain)))
                .stream().flatMap(Optional::stream).toList();
    }

    private static boolean isIndex(Descriptor descriptor) {
        return MediaType.find(descriptor.mediaType())
                .filter(type -> type == MediaType.OCI_INDEX || type == MediaType.DOCKER_MANIFEST_LIST).isPresent();
    }

    private static boolean has(Source source, Said index, Set<Digest> chain) {
        try {
            return Manifest.parse(source.manifest(index.descriptor.digest())).children().stream()
                    .anyMatch(child -> chain.contains(child.digest()));
        } catch (RegistryException.Missing | MalformedManifestException _) {
            return false;
        }
    }

    private boolean isMeant(Endpoint from, Tag tag) {
        TagLocation location = new TagLocation(from.registry(), from.repository(), tag);
        return rules.rules().stream()
                .anyMatch(rule -> rule.extent().referrers().wanted() && rule.source().matches(location));
    }
}
