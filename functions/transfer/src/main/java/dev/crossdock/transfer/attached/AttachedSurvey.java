package dev.crossdock.transfer.attached;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.image.Tag;
import dev.crossdock.image.attached.Attached;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.image.attached.WholeImage;
import dev.crossdock.plan.extent.Extent;
import dev.crossdock.plan.extent.PlatformFilter;
import dev.crossdock.plan.extent.ReferrerFilter;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Survey;
import dev.crossdock.transfer.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads images with all that belongs to them, and compares that with a target. Decides nothing. */
public final class AttachedSurvey {
    private final Fanout fanout;
    private final Survey survey;

    /** Surveys that ask on the given threads. */
    public AttachedSurvey(Fanout fanout) {
        this.fanout = fanout;
        this.survey = new Survey(fanout);
    }

    /**
     * Reads the image that is named, as far as the extent says; nothing is attached yet. Its manifest may have been read
     * already.
     */
    public WholeImage image(Source source, TagOrDigest reference, Optional<RawManifest> read, Extent extent) {
        Survey.Chosen chosen = survey.tree(source, reference, read, extent.platforms());
        Collection<Descriptor> foreign = extent.foreignLayers() ? chosen.tree().foreignLayers() : List.of();
        return new WholeImage(chosen.sourceDigest(), chosen.tree(), List.of(), List.copyOf(foreign), chosen.omitted());
    }

    /**
     * What belongs to the image, to the images in it, and to what belongs to these; each after what it belongs to. To an
     * index that is rewritten belongs nothing: what was said of the source's index was said of other bytes.
     */
    public List<Attached> attached(Source source, WholeImage image, ReferrerFilter filter) {
        if (!filter.wanted()) {
            return List.of();
        }
        Search search = new Search(source, survey, fanout, filter);
        return search.from(subjects(image));
    }

    private static Set<Digest> subjects(WholeImage image) {
        Set<Digest> subjects = new LinkedHashSet<>();
        ImageTree tree = image.tree();
        if (tree.root().digest().equals(image.sourceDigest())) {
            subjects.add(image.sourceDigest());
        }
        collect(tree, subjects);
        return subjects;
    }

    private static void collect(ImageTree tree, Set<Digest> subjects) {
        Set<Digest> attestations = tree.root().children().stream().filter(PlatformFilter::isAttestation)
                .map(Descriptor::digest).collect(Collectors.toSet());
        for (ImageTree child : tree.children()) {
            if (!attestations.contains(child.root().digest())) {
                subjects.add(child.root().digest());
                collect(child, subjects);
            }
        }
    }

    /** Of what belongs to the image, that which the target does not have in its place. */
    public List<Attached> missing(Target target, WholeImage image) {
        List<Digest> subjects = image.attached().stream().filter(each -> each.tag().isEmpty()).map(Attached::subject)
                .distinct().toList();
        Map<Digest, Set<Digest>> listed = new ConcurrentHashMap<>();
        List<Tag> tags = image.attached().stream().flatMap(each -> each.tag().stream()).distinct().toList();
        Map<Tag, Digest> tagged = new ConcurrentHashMap<>();
        List<Runnable> questions = new ArrayList<>();
        subjects.forEach(subject -> questions
                .add(() -> listed.put(subject, target.referrers(subject).digests())));
        tags.forEach(tag -> questions
                .add(() -> target.describe(tag).ifPresent(found -> tagged.put(tag, found.digest()))));
        fanout.each(questions, Runnable::run);
        return image.attached().stream()
                .filter(each -> !each.tag().map(tag -> each.digest().equals(tagged.get(tag)))
                        .orElseGet(() -> listed.getOrDefault(each.subject(), Set.of()).contains(each.digest())))
                .toList();
    }

    /**
     * Whether the target has all that belongs to this manifest at the source, judged by one request for referrers on each
     * side and by cosign's tags; without looking at what belongs to that in turn, or to images within an index.
     */
    public boolean agrees(Source source, Target target, Digest subject, ReferrerFilter filter) {
        List<Supplier<Boolean>> questions = new ArrayList<>();
        questions.add(() -> {
            List<Digest> wanted = Search.wanted(source, subject, filter);
            return wanted.isEmpty() || target.referrers(subject).digests().containsAll(wanted);
        });
        for (SubjectTag kind : SubjectTag.cosign()) {
            if (filter.admits(kind.artifactType())) {
                questions.add(() -> agrees(source, target, kind.of(subject)));
            }
        }
        return !fanout.map(questions, Supplier::get).contains(false);
    }

    private static boolean agrees(Source source, Target target, Tag tag) {
        Optional<Digest> wanted = source.describe(tag).map(Descriptor::digest);
        return wanted.isEmpty() || wanted.equals(target.describe(tag).map(Descriptor::digest));
    }
}
