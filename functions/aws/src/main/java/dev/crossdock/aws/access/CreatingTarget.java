package dev.crossdock.aws.access;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.Upload;
import java.util.function.Supplier;

/**
 * A repository that is created when something is to be put into it and the registry does not know it: Amazon's takes
 * nothing for a repository that was not created before (NAME_UNKNOWN).
 */
public record CreatingTarget(Target to, Repository repository, EcrRepositories repositories) implements Target.Relay {
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
    public MountAnswer mount(Descriptor blob, Repository from) {
        return created(() -> to.mount(blob, from));
    }

    @Override
    public Upload beginUpload(Descriptor blob) {
        return created(() -> to.beginUpload(blob));
    }

    @Override
    public PutAnswer putManifest(TagOrDigest reference, RawManifest manifest) {
        return created(() -> to.putManifest(reference, manifest));
    }
}
