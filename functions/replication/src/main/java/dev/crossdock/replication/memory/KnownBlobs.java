package dev.crossdock.replication.memory;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.replication.Registries;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Registries whose targets are asked for a blob only until they have it: for one command, whose many tags share most of
 * their blobs. A target that turns out to lack something is believed, and asked again for everything.
 */
record KnownBlobs(Registries registries, Map<Place, Answers> known) implements Registries {
    /** A repository of a configured registry. */
    record Place(String registry, Repository repository) {}

    KnownBlobs(Registries registries) {
        this(registries, new ConcurrentHashMap<>());
    }

    /** The blob is there now. */
    void add(Place place, Digest blob) {
        of(place).held.add(blob);
    }

    private Answers of(Place place) {
        return known.computeIfAbsent(place, _ -> new Answers(ConcurrentHashMap.newKeySet(),
                ConcurrentHashMap.newKeySet(), new ConcurrentHashMap<>()));
    }

    /**
     * What a target said.
     *
     * @param held   it has these
     * @param absent it had not these when it was asked: one of the tags under way brings them, so no plan asks again
     * @param asked  it is being asked for these: who wants to know the same waits for the answer
     */
    record Answers(Set<Digest> held, Set<Digest> absent, Map<Digest, FutureTask<Boolean>> asked) {
        boolean ask(Target target, Descriptor blob) {
            FutureTask<Boolean> question = new FutureTask<>(() -> target.holds(blob));
            FutureTask<Boolean> first = Optional.ofNullable(asked.putIfAbsent(blob.digest(), question))
                    .orElse(question);
            first.run(); // of a second run() nothing comes
            try {
                boolean there = first.get();
                (there ? held : absent).add(blob.digest());
                return there;
            } catch (ExecutionException e) {
                if (question.equals(first) && e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                return target.holds(blob); // another's failure may have been of that moment
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return target.holds(blob);
            } finally {
                asked.remove(blob.digest(), first);
            }
        }

        Target.Lacking lacking(Target.Lacking listed) {
            return new Target.Lacking(listed.tags(), content -> !held.contains(content.digest())
                    && (absent.contains(content.digest()) || listed.content().test(content)));
        }

        void forget() {
            held.clear();
            absent.clear();
        }
    }

    @Override
    public Source source(String registry, Repository repository) {
        return registries.source(registry, repository);
    }

    @Override
    public Target target(String registry, Repository repository) {
        return new Remembering(registries.target(registry, repository), of(new Place(registry, repository)));
    }

    @Override
    public List<Repository> repositories(String registry) {
        return registries.repositories(registry);
    }

    private record Remembering(Target to, Answers answers) implements Target.Relay {
        @Override
        public Lacking lacking() {
            return answers.lacking(to.lacking());
        }

        @Override
        public boolean holds(Descriptor blob) {
            return answers.held.contains(blob.digest()) || answers.ask(to, blob);
        }

        @Override
        public PutAnswer putManifest(TagOrDigest reference, RawManifest manifest) {
            PutAnswer answer = to.putManifest(reference, manifest);
            if (answer instanceof PutAnswer.BlobUnknown) {
                answers.forget();
            }
            return answer;
        }
    }
}
