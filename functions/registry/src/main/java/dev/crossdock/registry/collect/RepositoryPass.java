package dev.crossdock.registry.collect;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoredStat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects from one repository: its tags by retention, its manifests, its links to blobs; and marks what the rest names. */
final class RepositoryPass {
    private final Round round;
    private final Repository repository;
    private final Set<Digest> dropped = new HashSet<>();

    RepositoryPass(Round round, Repository repository) {
        this.round = round;
        this.repository = repository;
    }

    void run(RetentionPolicy policy) {
        round.goOn();
        Set<Tag> retired = retire(policy);
        RepositoryGraph graph = round.order().deleteUntagged()
                ? RepositoryGraph.ofTagged(round.store(), repository, round.limit(), retired)
                : RepositoryGraph.ofAll(round.store(), repository);
        graph.damages().forEach(round::tell);
        boolean isWhole = graph.damages().isEmpty();
        if (isWhole && round.order().deleteUntagged()) {
            graph.dead().forEach(digest -> dropManifest(graph, digest));
        }
        round.store().links(Layout.revisions(repository), this::markManifest);
        round.store().links(Layout.layers(repository), link -> visitLayer(isWhole, graph, link));
        round.count(collected -> collected.leftovers(giveUpUploads()));
        if (!round.order().isDry()) {
            dropReferrers();
            round.content().catalog().dropIfEmpty(repository);
        }
    }

    /** The tags that went, or would. */
    private Set<Tag> retire(RetentionPolicy policy) {
        Set<Tag> retired = new HashSet<>();
        if (!policy.concerns(repository)) {
            return retired;
        }
        List<RetentionPolicy.Pushed> tags = new ArrayList<>();
        round.store().tags(repository, tag -> pushed(tag).ifPresent(tags::add));
        for (RetentionPolicy.Pushed old : policy.decide(repository, tags, round.began())) {
            if (!round.content().tags().isFixed(repository, old.tag()) && (round.order().isDry() || retire(old))) {
                round.tell("%s: tag %s goes: retention, pushed at %s".formatted(repository, old.tag(), old.time()));
                round.count(Collected::tag);
                retired.add(old.tag());
            }
        }
        return retired;
    }

    /** Where nobody can be told of it, the tag stays, and holds no other up. */
    private boolean retire(RetentionPolicy.Pushed old) {
        round.goOn();
        try {
            return round.farewells().part(repository, old.tag(),
                    () -> round.content().tags().deleteAt(repository, old.tag(), old.digest()));
        } catch (StorageException e) {
            round.tell("%s: tag %s stays: %s".formatted(repository, old.tag(), e.getMessage()));
            return false;
        }
    }

    /** A torn tag has no time that would count, and stays. */
    private Optional<RetentionPolicy.Pushed> pushed(Tag tag) {
        Optional<Instant> time = round.store().driver().stat(Layout.current(repository, tag))
                .filter(StoredStat::isObject)
                .map(StoredStat::modified);
        return time.flatMap(at -> round.store().target(Layout.current(repository, tag))
                .map(digest -> new RetentionPolicy.Pushed(tag, digest, at)));
    }

    private void dropManifest(RepositoryGraph graph, Digest digest) {
        if (graph.isHeld(digest)) {
            return;
        }
        boolean isSeen = round.guard().isSeen(repository, digest, round.order().grace());
        if (!isSeen && round.condemn(digest, () -> round.content().manifests().drop(repository, digest))) {
            dropped.add(digest);
            round.tell("%s: manifest %s goes: no tag, index or subject holds it".formatted(repository, digest));
            round.count(Collected::manifest);
        } else {
            graph.hold(digest);
        }
    }

    private void markManifest(StoredLink link) {
        if (!dropped.contains(link.kept())) {
            round.live().add(link.kept());
        }
    }

    private void visitLayer(boolean isWhole, RepositoryGraph graph, StoredLink link) {
        round.goOn();
        Digest blob = link.kept();
        boolean isUsed = !isWhole || !link.modified().isBefore(round.limit()) || graph.refersTo(link)
                || round.guard().isSeen(repository, blob, round.order().grace());
        if (!isUsed && round.condemn(blob, () -> delete(link))) {
            round.tell("%s: link to blob %s goes: no manifest here refers to it".formatted(repository, blob));
            round.count(Collected::link);
        } else {
            round.live().add(blob);
        }
    }

    private boolean delete(StoredLink link) {
        return round.store().driver().stat(link.path()).filter(round::isOld).isPresent()
                && round.store().driver().delete(link.tree(), Durability.SYNCED);
    }

    /** Ends the uploads that are older than the order says; gives how many that are, or would be. */
    long giveUpUploads() {
        long count = 0;
        if (round.order().uploads().isPresent()) {
            Instant limit = round.began().minus(round.order().uploads().get().age());
            for (String id : round.store().names(Layout.uploads(repository))) {
                count += giveUp(id, limit) ? 1 : 0;
            }
        }
        return count;
    }

    /** One that cannot be read or removed is told, and holds no other up. */
    private boolean giveUp(String id, Instant limit) {
        try {
            boolean isOver = round.order().isDryForUploads()
                    ? round.content().uploads().isAbandoned(repository, id, limit)
                    : round.content().uploads().giveUp(repository, id, limit);
            if (isOver) {
                round.tell("%s: upload %s goes: nobody finished it".formatted(repository, id));
            }
            return isOver;
        } catch (StorageException e) {
            round.tell("%s: upload %s stays: %s".formatted(repository, id, e.getMessage()));
            return false;
        }
    }

    /** What refers, or referred, to a subject is noted beside distribution's files; here go the notes of what is gone. */
    private void dropReferrers() {
        for (String algorithm : round.store().names(Layout.referrers(repository))) {
            var beneath = Layout.referrers(repository).resolve(algorithm);
            for (String subject : round.store().names(beneath)) {
                round.store().links(beneath.resolve(subject), this::dropReferrer);
            }
        }
    }

    private void dropReferrer(StoredLink link) {
        Digest referrer = link.kept();
        if (link.modified().isBefore(round.limit()) && isUnknown(referrer)) {
            round.condemn(referrer, () -> isUnknown(referrer)
                    && round.store().driver().delete(link.tree(), Durability.RELAXED));
        }
    }

    private boolean isUnknown(Digest manifest) {
        return round.store().driver().stat(Layout.revision(repository, manifest)).isEmpty();
    }
}
