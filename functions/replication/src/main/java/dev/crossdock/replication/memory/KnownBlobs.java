package dev.crossdock.replication.memory;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.image.attached.Referrers;
import dev.crossdock.replication.Registries;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.Upload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Registries whose targets are asked for a blob only until they have it: for one command, whose many tags share most of
 * their blobs. A target that turns out to lack something is believed, and asked again for everything.
 */
record KnownBlobs(Registries registries, Map<Place, Set<Digest>> known) implements Registries {
    /** A repository of a configured registry. */
    record Place(String registry, Repository repository) {}

    KnownBlobs(Registries registries) {
        this(registries, new ConcurrentHashMap<>());
    }

    /** The blob is there now. */
    void add(Place place, Digest blob) {
        of(place).add(blob);
    }

    private Set<Digest> of(Place place) {
        return known.computeIfAbsent(place, _ -> ConcurrentHashMap.newKeySet());
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

    private record Remembering(Target target, Set<Digest> held) implements Target {
        @Override
        public String place() {
            return target.place();
        }

        @Override
        public boolean holds(Descriptor blob) {
            if (held.contains(blob.digest())) {
                return true;
            }
            boolean there = target.holds(blob);
            if (there) {
                held.add(blob.digest());
            }
            return there;
        }

        @Override
        public PutAnswer putManifest(TagOrDigest reference, RawManifest manifest) {
            PutAnswer answer = target.putManifest(reference, manifest);
            if (answer instanceof PutAnswer.BlobUnknown) {
                held.clear();
            }
            return answer;
        }

        @Override
        public Optional<Descriptor> describe(TagOrDigest reference) {
            return target.describe(reference);
        }

        @Override
        public MountAnswer mount(Descriptor blob, Repository from) {
            return target.mount(blob, from);
        }

        @Override
        public Upload beginUpload(Descriptor blob) {
            return target.beginUpload(blob);
        }

        @Override
        public Optional<Upload> resumeUpload(Descriptor blob, String address) {
            return target.resumeUpload(blob, address);
        }

        @Override
        public HostTraits traits() {
            return target.traits();
        }

        @Override
        public void observed(HostTraits corrected) {
            target.observed(corrected);
        }

        @Override
        public Referrers referrers(Digest subject) {
            return target.referrers(subject);
        }
    }
}
