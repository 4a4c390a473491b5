package dev.crossdock.aws.access;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.image.attached.Referrers;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.Upload;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A repository that is created when something is to be put into it and the registry does not know it: Amazon's takes
 * nothing for a repository that was not created before (NAME_UNKNOWN).
 */
public final class CreatingTarget implements Target {
    private final Target target;
    private final Repository repository;
    private final EcrRepositories repositories;

    /** The repository behind the target. */
    public CreatingTarget(Target target, Repository repository, EcrRepositories repositories) {
        this.target = target;
        this.repository = repository;
        this.repositories = repositories;
    }

    private <T> T created(Supplier<T> action) {
        try {
            return action.get();
        } catch (RegistryException.Missing | RegistryException.Refused e) {
            if (!isUnknown(e)) {
                throw e;
            }
            repositories.create(repository);
            return action.get();
        }
    }

    private static boolean isUnknown(RegistryException failure) {
        String got = failure.circumstance().got();
        return got.contains("NAME_UNKNOWN") || got.contains("RepositoryNotFoundException");
    }

    @Override
    public String place() {
        return target.place();
    }

    @Override
    public boolean holds(Descriptor blob) {
        return target.holds(blob);
    }

    @Override
    public Optional<Descriptor> describe(TagOrDigest reference) {
        return target.describe(reference);
    }

    @Override
    public Lacking lacking() {
        return target.lacking();
    }

    @Override
    public MountAnswer mount(Descriptor blob, Repository from) {
        return created(() -> target.mount(blob, from));
    }

    @Override
    public Upload beginUpload(Descriptor blob) {
        return created(() -> target.beginUpload(blob));
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
    public PutAnswer putManifest(TagOrDigest reference, RawManifest manifest) {
        return created(() -> target.putManifest(reference, manifest));
    }

    @Override
    public Referrers referrers(Digest subject) {
        return target.referrers(subject);
    }
}
