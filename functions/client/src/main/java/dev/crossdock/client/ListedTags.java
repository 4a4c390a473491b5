package dev.crossdock.client;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.transfer.Target;
import java.util.Optional;
import java.util.Set;

/**
 * What a repository's list of tags said a moment ago: what it did not name need not be asked for one by one.
 *
 * @param tags all of them; empty where nobody asked, or the list was too long to be worth it
 */
record ListedTags(Optional<Set<Tag>> tags) {
    static final ListedTags UNKNOWN = new ListedTags(Optional.empty());
    /**
     * Below it, sending a blob again that an interrupted copy had sent costs no more than asking for each one; above,
     * decision 0002 stands.
     */
    static final long NOT_WORTH_ASKING_BYTES = 128 << 10;

    /** Copies the set in. */
    ListedTags {
        tags = tags.map(Set::copyOf);
    }

    static ListedTags of(Set<Tag> tags) {
        return new ListedTags(Optional.of(tags));
    }

    boolean lacks(Tag tag) {
        return tags.isPresent() && !tags.get().contains(tag);
    }

    /** Signatures and lists of referrers are looked for by their names; an image's own tag is always asked for. */
    boolean lacksOfSubject(TagOrDigest reference) {
        return reference instanceof Tag tag && SubjectTag.subject(tag).isPresent() && lacks(tag);
    }

    /** Where there are no tags, there is nothing but what interrupted copies left. */
    Target.Lacking lacking() {
        return tags.isEmpty() ? Target.Lacking.NOTHING : new Target.Lacking(this::lacks, this::lacks);
    }

    private boolean lacks(Descriptor content) {
        return tags.isPresent() && tags.get().isEmpty() && content.size() < NOT_WORTH_ASKING_BYTES;
    }
}
