package dev.crossdock.cli.sync;

import dev.crossdock.cli.copy.TwoRegistries;
import dev.crossdock.image.Reference;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.replication.Registries;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Registries whose two repositories were listed a moment ago: they are not asked tag by tag for what was not there then,
 * signatures at the source, and whatever the target lacks.
 *
 * @param inOrder all tags of the one that is read
 * @param source  the same
 * @param target  all tags of the one that is written, where one page told them
 */
record ListedTags(TwoRegistries registries, List<Tag> inOrder, Set<Tag> source, Optional<Set<Tag>> target)
        implements
            Registries {
    /** Asks both at once; throws only what the source has to say. */
    static ListedTags ask(TwoRegistries registries, Fanout fanout, Reference from, Reference to) {
        AtomicReference<List<Tag>> source = new AtomicReference<>(List.of());
        AtomicReference<Optional<Set<Tag>>> target = new AtomicReference<>(Optional.empty());
        fanout.each(
                List.<Runnable>of(() -> source.set(registries.source().source(from.repository()).tags()),
                        () -> target.set(registries.target().listed(to.repository()))),
                Runnable::run);
        return new ListedTags(registries, source.get(), Set.copyOf(source.get()), target.get());
    }

    @Override
    public Source source(String registry, Repository repository) {
        return registries.client(registry).source(repository, source);
    }

    @Override
    public Target target(String registry, Repository repository) {
        return target.map(tags -> registries.client(registry).target(repository, tags))
                .orElseGet(() -> registries.target(registry, repository));
    }

    @Override
    public List<Repository> repositories(String registry) {
        return registries.repositories(registry);
    }
}
