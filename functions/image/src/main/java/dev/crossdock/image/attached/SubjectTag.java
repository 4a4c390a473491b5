package dev.crossdock.image.attached;

import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tags that say by their name which manifest they belong to: the list of referrers where a registry keeps none (OCI
 * distribution spec, "Referrers Tag Schema"), and those that cosign makes.
 */
public enum SubjectTag {
    /** An index of the referrers. */
    REFERRERS("", ""),
    /** Cosign's signatures. */
    SIGNATURES(".sig", "application/vnd.dev.cosign.artifact.sig.v1+json"),
    /** Cosign's attestations. */
    ATTESTATIONS(".att", "application/vnd.dev.cosign.artifact.att.v1+json"),
    /** Cosign's bill of materials. */
    SBOM(".sbom", "application/vnd.dev.cosign.artifact.sbom.v1+json");

    private static final int MAXIMUM_HEX_LENGTH = 64;
    private static final Pattern GRAMMAR = Pattern.compile("sha256-([0-9a-f]{64})(\\.sig|\\.att|\\.sbom)?");

    private final String suffix;
    private final String artifactType;

    SubjectTag(String suffix, String artifactType) {
        this.suffix = suffix;
        this.artifactType = artifactType;
    }

    /** Those of cosign. */
    public static List<SubjectTag> cosign() {
        return Arrays.stream(values()).filter(each -> each != REFERRERS).toList();
    }

    /** The tag of this kind for a manifest; longer digests than SHA-256's are cut, as the specification has it. */
    public Tag of(Digest subject) {
        String hex = subject.hex();
        return new Tag(subject.algorithm().label() + "-" + hex.substring(0, Math.min(hex.length(), MAXIMUM_HEX_LENGTH))
                + suffix);
    }

    /** The type under which a filter knows what the tag names; cosign gives it to the same thing as a referrer. */
    public String artifactType() {
        return artifactType;
    }

    /** The manifest that a tag of one of these kinds belongs to; empty for every other tag. */
    public static Optional<Digest> subject(Tag tag) {
        Matcher match = GRAMMAR.matcher(tag.name());
        return match.matches() ? Optional.of(new Digest(DigestAlgorithm.SHA256, match.group(1))) : Optional.empty();
    }
}
