package dev.crossdock.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a bucket is, as whom to ask it, and how to write to it: distribution's {@code storage.s3} section, each component
 * with the name of its key. The defaults are distribution's, unless another one is given a reason.
 *
 * @param bucket      which one
 * @param connection  how to reach it
 * @param credentials {@code s3.accesskey} and {@code s3.secretkey}; without them the SDK's own chain: environment, profile,
 *                    web identity, container, instance
 * @param written     what every object is written with
 * @param parts       how large objects are cut
 * @param redirects   whether clients read from the bucket themselves
 */
@SuppressWarnings("InvalidParam") // the keys of config.yml are nearly spelt like the components, and are no misprints
public record S3Settings(Bucket bucket, Connection connection, Optional<Credentials> credentials, Written written,
        Parts parts, Redirects redirects) {
    /**
     * A bucket, and where in it.
     *
     * @param name          {@code bucket}
     * @param rootDirectory {@code s3.rootdirectory}: what every key begins with; slashes at its ends mean nothing
     * @param region        {@code region}
     */
    public record Bucket(String name, String rootDirectory, String region) {
        private static final int LONGEST_ROOT = 100;

        /** Throws IllegalArgumentException where something is missing. */
        public Bucket {
            rootDirectory = rootDirectory.replaceAll("^/+|/+$", "");
            need(!name.isBlank(), "bucket", name, "the name of a bucket");
            need(!region.isBlank(), "region", region, "a region such as eu-central-1; stores that know none take any");
            need(rootDirectory.length() <= LONGEST_ROOT && rootDirectory.matches("[\\w!.*'()/=+-]*"), "rootdirectory",
                    rootDirectory, "at most %d letters, digits and !-_.*'()/=+".formatted(LONGEST_ROOT));
        }
    }

    /**
     * How to reach the store.
     *
     * @param endpoint  {@code regionendpoint}; empty for AWS itself
     * @param pathStyle {@code forcepathstyle}: the bucket is part of the path, not of the host
     * @param variant   which of AWS's own endpoints
     * @param secure    {@code secure}: TLS, where the endpoint does not say it itself
     * @param verify    false for {@code skipverify}: any certificate is taken
     * @param userAgent {@code s3.useragent}: added to the SDK's own; may be empty
     */
    public record Connection(Optional<URI> endpoint, boolean pathStyle, Variant variant, boolean secure,
            boolean verify, String userAgent) {
        /** AWS itself. */
        public static final Connection USUAL = new Connection(Optional.empty(), false, Variant.USUAL, true, true, "");

        /** Throws IllegalArgumentException where the endpoint is no address of a store. */
        public Connection {
            endpoint.ifPresent(uri -> needAddress("regionendpoint", uri));
        }

        /** A store at this address, with the bucket in the path. */
        public static Connection to(URI endpoint) {
            return new Connection(Optional.of(endpoint), true, Variant.USUAL, true, true, "");
        }

        /** Reads {@code regionendpoint} as distribution does: an address, or a host with or without a port. */
        public static URI endpoint(String text, boolean secure) {
            return URI.create(text.contains("://") ? text : (secure ? "https://" : "http://") + text);
        }
    }

    /** AWS's own endpoints: {@code accelerate}, {@code usedualstack}, {@code usefipsendpoint}. */
    public record Variant(boolean accelerate, boolean dualStack, boolean fips) {
        /** None of them. */
        public static final Variant USUAL = new Variant(false, false, false);
    }

    /** {@code s3.accesskey} and {@code s3.secretkey}. */
    public record Credentials(String accessKey, String secretKey) {
        /** Throws IllegalArgumentException where one is missing. */
        public Credentials {
            need(!accessKey.isBlank(), "accesskey", accessKey, "the key's name, or neither accesskey nor secretkey");
            need(!secretKey.isBlank(), "secretkey", "", "the key's secret, or neither accesskey nor secretkey");
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "Credentials[accessKey=%s]".formatted(accessKey);
        }
    }

    /**
     * What every object is written with.
     *
     * @param encrypt      {@code encrypt}: encrypted by the store
     * @param keyId        {@code s3.keyid}: by this key of KMS; empty for the store's own
     * @param storageClass {@code s3.storageclass}; {@code NONE} says nothing to the store, which some need
     * @param objectAcl    {@code s3.objectacl}; {@code NONE} says nothing to the store (not distribution's: buckets that own
     *                     their objects refuse any)
     */
    public record Written(boolean encrypt, String keyId, String storageClass, String objectAcl) {
        /** For what is not to be told to the store. */
        public static final String NONE = "NONE";
        /** Not encrypted by us, standard, private. */
        public static final Written USUAL = new Written(false, "", "STANDARD", "private");

        /** Throws IllegalArgumentException where a key is named and nothing is encrypted. */
        public Written {
            storageClass = storageClass.toUpperCase(Locale.ROOT);
            need(encrypt || keyId.isEmpty(), "keyid", keyId, "encrypt: true beside it");
        }
    }

    /**
     * How large objects are cut.
     *
     * @param chunkSize     {@code s3.chunksize}: bytes in a part of an upload; more where an announced length asks for it
     * @param copyThreshold {@code multipartcopythresholdsize}: beyond it the store copies in parts
     * @param copyChunkSize {@code multipartcopychunksize}: bytes in such a part
     * @param copyWidth     {@code multipartcopymaxconcurrency}: how many of them at once, in one copy
     * @param memory        ours: the most bytes that all uploads together hold in memory
     */
    public record Parts(long chunkSize, long copyThreshold, long copyChunkSize, int copyWidth, long memory) {
        /** S3's own bounds of a part. */
        public static final long SMALLEST = 5L << 20;
        /** S3's own bounds of a part, and of a copy in one request. */
        public static final long LARGEST = 5L << 30;
        /** The most parts of a copy at once. */
        public static final int WIDEST = 100;
        private static final long USUAL_CHUNK = 12L << 20;
        /** Distribution's, but for parts of 12 MiB instead of 10: a sixth fewer requests for a push. */
        public static final Parts USUAL = new Parts(USUAL_CHUNK, 32L << 20, 32L << 20, WIDEST, memoryFor(USUAL_CHUNK));

        private static final long LEAST_USUAL_MEMORY = 64L << 20;
        private static final long MOST_USUAL_MEMORY = 512L << 20;
        private static final int USUAL_SHARE_OF_HEAP = 4;
        /** All else that a process does needs the rest. */
        private static final int MOST_SHARE_OF_HEAP = 2;
        /** An upload has one part that fills, and another one that leaves. */
        private static final int PARTS_OF_AN_UPLOAD = 2;

        /** Throws IllegalArgumentException for sizes that S3 does not take. */
        public Parts {
            needWithin(SMALLEST, LARGEST, "chunksize", chunkSize);
            needWithin(0, LARGEST, "multipartcopythresholdsize", copyThreshold);
            needWithin(SMALLEST, LARGEST, "multipartcopychunksize", copyChunkSize);
            needWithin(1, WIDEST, "multipartcopymaxconcurrency", copyWidth);
            needWithin(chunkSize, Long.MAX_VALUE, "memory of all uploads", memory);
        }

        /** The largest part that this process has room for. */
        public static long largestHere() {
            return mostMemory(Runtime.getRuntime().maxMemory());
        }

        /** How much memory uploads in parts of that size have, unless something else is said. */
        public static long memoryFor(long chunkSize) {
            return memory(chunkSize, Runtime.getRuntime().maxMemory());
        }

        static long memory(long chunkSize, long heap) {
            long usual = Math.clamp(heap / USUAL_SHARE_OF_HEAP, LEAST_USUAL_MEMORY, MOST_USUAL_MEMORY);
            return Math.min(Math.max(usual, PARTS_OF_AN_UPLOAD * chunkSize), mostMemory(heap));
        }

        private static long mostMemory(long heap) {
            return heap / MOST_SHARE_OF_HEAP;
        }
    }

    /**
     * Whether a client that asks for a blob is sent to the bucket.
     *
     * @param enabled  false for {@code storage.redirect.disable}
     * @param endpoint {@code redirectendpoint}: scheme and host by which clients reach the store, where that is another
     * @param lifetime how long such an address can be used
     */
    public record Redirects(boolean enabled, Optional<URI> endpoint, Duration lifetime) {
        private static final Duration LONGEST = Duration.ofDays(7);
        private static final Duration SHORT = Duration.ofMinutes(5);
        /** Distribution has twenty minutes; an address is needed only until its request has begun. */
        public static final Redirects USUAL = new Redirects(true, Optional.empty(), SHORT);
        /** The bytes come from us. */
        public static final Redirects NONE = new Redirects(false, Optional.empty(), SHORT);

        /** Throws IllegalArgumentException where the endpoint or the time is none that S3 takes. */
        public Redirects {
            endpoint.ifPresent(uri -> needAddress("redirectendpoint", uri));
            need(lifetime.isPositive() && lifetime.compareTo(LONGEST) <= 0, "redirect lifetime", lifetime.toString(),
                    "a time up to " + LONGEST);
        }
    }

    /** A bucket of AWS, with the usual for all else. */
    public static S3Settings of(Bucket bucket) {
        return new S3Settings(bucket, Connection.USUAL, Optional.empty(), Written.USUAL, Parts.USUAL,
                Redirects.USUAL);
    }

    private static void needAddress(String key, URI uri) {
        boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        need(isHttp && uri.getHost() != null && uri.getUserInfo() == null, key, uri.getScheme() + "://" + uri.getHost(),
                "an address such as https://minio.example:9000");
    }

    private static void needWithin(long least, long most, String key, long value) {
        need(value >= least && value <= most, key, Long.toString(value), "%d to %d".formatted(least, most));
    }

    private static void need(boolean isTrue, String key, String got, String wanted) {
        if (!isTrue) {
            throw new IllegalArgumentException("storage.s3: %s: got \"%s\", wanted %s".formatted(key, got, wanted));
        }
    }
}
