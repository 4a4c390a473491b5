package dev.crossdock.transfer.attached;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Tag;
import dev.crossdock.image.attached.Attached;
import dev.crossdock.image.attached.Referrer;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.plan.extent.ReferrerFilter;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Survey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * One search for all that belongs to some manifests, level by level. What was accepted once is not followed again, so that
 * lists that name each other in a circle come to an end; levels, manifests and bytes are bounded.
 */
final class Search {
    /** The most manifests that belong to one image. */
    static final int MAXIMUM_ATTACHED = 1_000;
    /** How often something belongs to something that belongs to the image. */
    static final int MAXIMUM_LEVELS = 6;

    /** Something that a registry says belongs to a subject. */
    private record Candidate(Digest subject, Digest digest, Optional<Tag> tag) {}

    private final Source source;
    private final Survey survey;
    private final Fanout fanout;
    private final ReferrerFilter filter;
    private final Set<Candidate> asked = new HashSet<>();
    /** What things may belong to: only what was read and found to belong to the image, however it was listed. */
    private final Set<Digest> accepted = new HashSet<>();
    private final List<Attached> found = new ArrayList<>();
    private final AtomicInteger candidates = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Search(Source source, Survey survey, Fanout fanout, ReferrerFilter filter) {
        this.source = source;
        this.survey = survey;
        this.fanout = fanout;
        this.filter = filter;
    }

    List<Attached> from(Collection<Digest> roots) {
        accepted.addAll(roots);
        Collection<Digest> subjects = roots;
        for (int level = 0; !subjects.isEmpty(); level++) {
            List<Supplier<List<Candidate>>> questions = new ArrayList<>();
            for (Digest subject : subjects) {
                questions.add(() -> referrers(subject));
                if (level == 0) {
                    cosignTags(subject).forEach(questions::add);
                }
            }
            List<Candidate> next = fanout.map(questions, Supplier::get).stream().flatMap(List::stream)
                    .filter(this::isNew).toList();
            if (level == MAXIMUM_LEVELS && !next.isEmpty()) {
                throw tooMuch();
            }
            subjects = read(next);
        }
        return List.copyOf(found);
    }

    /** The digests of what was read, which things may belong to in turn. */
    private List<Digest> read(List<Candidate> wanted) {
        List<Digest> subjects = new ArrayList<>();
        for (Optional<Attached> each : fanout.map(wanted, this::read)) {
            each.ifPresent(attached -> {
                if (attached.tag().isPresent()) {
                    found.add(attached);
                } else if (accepted.add(attached.digest())) {
                    found.add(attached);
                    subjects.add(attached.digest());
                }
            });
        }
        return subjects;
    }

    /** A list may name what belongs to another subject: that says nothing against the list of that one. */
    private boolean isNew(Candidate candidate) {
        return candidate.tag.isPresent() || (!accepted.contains(candidate.digest) && asked.add(candidate));
    }

    private List<Candidate> referrers(Digest subject) {
        List<Candidate> listed = wanted(source, subject, filter).stream()
                .map(digest -> new Candidate(subject, digest, Optional.empty())).toList();
        if (candidates.addAndGet(listed.size()) > MAXIMUM_ATTACHED) {
            throw tooMuch();
        }
        return listed;
    }

    /** What the source says refers to the subject, as far as it is wanted and may be what it is said to be. */
    static List<Digest> wanted(Source source, Digest subject, ReferrerFilter filter) {
        return source.referrers(subject, filter.onlyType()).entries().stream()
                .filter(it -> it.artifactType().isEmpty() || filter.admits(it.artifactType()))
                .map(Referrer::descriptor).filter(Search::mayBeManifest).map(Descriptor::digest).toList();
    }

    /** Manifests of other kinds (ORAS had one of its own) cannot be copied by anybody any more. */
    private static boolean mayBeManifest(Descriptor entry) {
        return entry.mediaType().isEmpty() || MediaType.isManifest(entry.mediaType());
    }

    private List<Supplier<List<Candidate>>> cosignTags(Digest subject) {
        return SubjectTag.cosign().stream().filter(kind -> filter.admits(kind.artifactType()))
                .<Supplier<List<Candidate>>>map(kind -> () -> {
                    Tag tag = kind.of(subject);
                    return source.describe(tag).map(it -> new Candidate(subject, it.digest(), Optional.of(tag)))
                            .stream().toList();
                }).toList();
    }

    /** Empty where the list was wrong: nothing there, another subject, another type. */
    private Optional<Attached> read(Candidate candidate) {
        ImageTree tree;
        try {
            tree = survey.tree(source, candidate.digest);
        } catch (RegistryException.Missing e) {
            return Optional.empty();
        }
        tree.childrenFirst().forEach(manifest -> bytes.addAndGet(manifest.raw().size()));
        if (bytes.get() > Survey.MAXIMUM_TREE_BYTES) {
            throw tooMuch();
        }
        Manifest root = tree.root();
        boolean belongs = candidate.tag.isPresent()
                || (root.subject().filter(it -> it.digest().equals(candidate.subject)).isPresent()
                        && filter.admits(Referrer.of(root).artifactType()));
        return belongs ? Optional.of(new Attached(tree, candidate.subject, candidate.tag)) : Optional.empty();
    }

    private RegistryException.Refused tooMuch() {
        return new RegistryException.Refused(new Circumstance("read what belongs to", "the image",
                "source " + source.place(),
                "more than %d referrers, %d levels or %d bytes of them".formatted(MAXIMUM_ATTACHED, MAXIMUM_LEVELS,
                        Survey.MAXIMUM_TREE_BYTES),
                "fewer: choose artifact types, or copy the image without referrers"), null);
    }
}
