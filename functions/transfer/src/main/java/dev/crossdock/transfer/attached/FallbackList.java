package dev.crossdock.transfer.attached;

import dev.crossdock.image.Digest;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.image.attached.ReferrerIndex;
import dev.crossdock.image.attached.Referrers;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Target;
import java.util.List;
import java.util.Optional;

/**
 * The list of referrers that clients keep under a tag where the registry keeps none (OCI distribution spec, "Referrers
 * Tag Schema"). Nobody can lock it: it is read, added to, put, and read again until it says what it should; what others
 * have put there stays.
 */
public final class FallbackList {
    /** How often the list is put before somebody else is said to be in the way. */
    static final int MAXIMUM_ROUNDS = 8;

    private final Target target;
    private final Digest subject;
    private final Tag tag;

    /** The list of one subject. */
    public FallbackList(Target target, Digest subject) {
        this.target = target;
        this.subject = subject;
        this.tag = SubjectTag.REFERRERS.of(subject);
    }

    /**
     * Makes sure that these are listed, all of them in the repository already; for one that a registry lists itself
     * nothing is to be done.
     */
    public void add(List<Manifest> referrers) {
        for (int round = 0; round < MAXIMUM_ROUNDS; round++) {
            Referrers now = target.referrers(subject);
            if (now.byApi()) {
                return;
            }
            RawManifest merged = merged(now.fallback(), referrers);
            if (now.fallback().filter(merged::equals).isPresent()) {
                return;
            }
            if (target.putManifest(tag, merged) instanceof Target.PutAnswer.BlobUnknown(String detail)) {
                putWithoutDangling(merged, detail);
            }
        }
        throw new RegistryException.Unavailable(circumstance(
                "another list after each of %d times of putting it".formatted(MAXIMUM_ROUNDS), "no other writer"),
                Optional.empty(), null);
    }

    private RawManifest merged(Optional<RawManifest> standing, List<Manifest> referrers) {
        try {
            return ReferrerIndex.merge(standing, referrers);
        } catch (MalformedManifestException | IllegalArgumentException e) {
            throw new RegistryException.Refused(circumstance(String.valueOf(e.getMessage()),
                    "a list of referrers under this tag, with room for more (or a copy without referrers)"), e);
        }
    }

    /** Some registries take no index that names what they do not have; such an entry is of no use to anybody. */
    private void putWithoutDangling(RawManifest merged, String detail) {
        RawManifest whole = ReferrerIndex.keep(merged, digest -> target.describe(digest).isPresent());
        if (target.putManifest(tag, whole) instanceof Target.PutAnswer.BlobUnknown) {
            throw new RegistryException.Refused(circumstance(detail, "201: all that it lists is there"), null);
        }
    }

    private Circumstance circumstance(String got, String wanted) {
        return new Circumstance("list referrers of", subject + " under the tag " + tag, "target " + target.place(), got,
                wanted);
    }
}
