package dev.crossdock.cli.sync;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.image.attached.Referrers;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.replication.Registries;
import dev.crossdock.transfer.BlobRange;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Registries whose source repository was listed a moment ago: it is not asked for signatures' tags that it does not have,
 * which would be three requests for each image.
 */
record ListedTags(Registries registries, Set<Tag> listed) implements Registries {
    /** Copies the set in. */
    ListedTags {
        listed = Set.copyOf(listed);
    }

    @Override
    public Source source(String registry, Repository repository) {
        return new Listed(registries.source(registry, repository), listed);
    }

    @Override
    public Target target(String registry, Repository repository) {
        return registries.target(registry, repository);
    }

    @Override
    public List<Repository> repositories(String registry) {
        return registries.repositories(registry);
    }

    private record Listed(Source source, Set<Tag> listed) implements Source {
        @Override
        public Optional<Descriptor> describe(TagOrDigest reference) {
            boolean known = reference instanceof Tag tag && SubjectTag.subject(tag).isPresent()
                    && !listed.contains(tag);
            return known ? Optional.empty() : source.describe(reference);
        }

        @Override
        public String place() {
            return source.place();
        }

        @Override
        public RawManifest manifest(TagOrDigest reference) {
            return source.manifest(reference);
        }

        @Override
        public BlobRange blob(Descriptor blob, long from, long to) {
            return source.blob(blob, from, to);
        }

        @Override
        public List<Tag> tags() {
            return source.tags();
        }

        @Override
        public Referrers referrers(Digest subject, Optional<String> artifactType) {
            return source.referrers(subject, artifactType);
        }
    }
}
