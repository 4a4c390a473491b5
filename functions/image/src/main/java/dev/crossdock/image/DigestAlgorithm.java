package dev.crossdock.image;

/** A registered digest algorithm (OCI image spec, descriptor.md, "Registered Algorithms"). */
public enum DigestAlgorithm {
    SHA256("sha256", "SHA-256", 64), SHA512("sha512", "SHA-512", 128);

    private final String label;
    private final String jcaName;
    private final int hexLength;

    DigestAlgorithm(String label, String jcaName, int hexLength) {
        this.label = label;
        this.jcaName = jcaName;
        this.hexLength = hexLength;
    }

    /** The algorithm of this name in a digest; throws IllegalArgumentException for any other. */
    public static DigestAlgorithm labelled(String label) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.label.equals(label)) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException(
                "digest algorithm \"%s\": wanted sha256 or sha512".formatted(Quoted.capped(label)));
    }

    /** Its name in a digest: {@code sha256}. */
    public String label() {
        return label;
    }

    /** How many hex digits its digests have. */
    public int hexLength() {
        return hexLength;
    }

    String jcaName() {
        return jcaName;
    }
}
