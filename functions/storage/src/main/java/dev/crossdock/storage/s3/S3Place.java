package dev.crossdock.storage.s3;

import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StorageException.Kind;
import dev.crossdock.storage.StoragePath;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Where things are within the bucket, and how a failure there is told.
 *
 * @param bucket   its name
 * @param root     what every key begins with: empty, or ending in a slash
 * @param endpoint for messages
 */
record S3Place(String bucket, String root, String endpoint) {
    private static final int QUOTED_LENGTH = 200;
    /** What S3 says of an upload that it does not have (any more), and of parts that are not those it has. */
    private static final Set<String> LOST = Set.of("NoSuchUpload", "InvalidPart");
    private static final int MOVED = 301;
    private static final int FORBIDDEN = 403;
    private static final int TOO_BUSY = 503;

    static S3Place of(S3Settings settings) {
        S3Settings.Bucket bucket = settings.bucket();
        return new S3Place(bucket.name(), bucket.rootDirectory().isEmpty() ? "" : bucket.rootDirectory() + "/",
                settings.connection().endpoint().map(uri -> "%s://%s".formatted(uri.getScheme(), uri.getRawAuthority()))
                        .orElse("AWS in " + bucket.region()));
    }

    String key(StoragePath path) {
        return root + path.text();
    }

    /** What the keys beneath a path begin with. */
    String beneath(StoragePath path) {
        return key(path) + "/";
    }

    /** The key of something of ours that belongs to a path, and that no path can have. */
    String hidden(StoragePath path, String kind) {
        String key = key(path);
        int name = key.lastIndexOf('/') + 1;
        return "%s.%s.%s".formatted(key.substring(0, name), key.substring(name), kind);
    }

    /** Whether a name, the last of a key, is of that kind. */
    static boolean isHidden(String name) {
        return name.startsWith(".");
    }

    StorageException failed(String action, String key, SdkException failure) {
        return new StorageException(kind(failure), "%s %s: got %s%s".formatted(action, describe(key), answer(failure),
                advice(failure)), failure);
    }

    private static Kind kind(SdkException failure) {
        if (LOST.contains(code(failure))) {
            return Kind.SESSION_LOST;
        }
        return failure instanceof AwsServiceException answered && answered.statusCode() == TOO_BUSY
                ? Kind.BUSY
                : Kind.FAILED;
    }

    /** Of what was found here, without an answer that says so. */
    StorageException wrong(String action, String key, String got) {
        return new StorageException("%s %s: %s".formatted(action, describe(key), got));
    }

    private String describe(String key) {
        return "s3://%s/%s at %s".formatted(bucket, key, endpoint);
    }

    static String code(SdkException failure) {
        return failure instanceof AwsServiceException answered && answered.awsErrorDetails() != null
                && answered.awsErrorDetails().errorCode() != null ? answered.awsErrorDetails().errorCode() : "";
    }

    private static String answer(SdkException failure) {
        return failure instanceof AwsServiceException answered
                ? "%d %s \"%s\" (attempt %d of %d)".formatted(answered.statusCode(), code(failure), quoted(
                        answered.awsErrorDetails() == null ? "" : answered.awsErrorDetails().errorMessage()),
                        answered.numAttempts() == null ? 1 : answered.numAttempts(), S3Clients.MOST_ATTEMPTS)
                : "no answer: " + quoted(failure.getMessage());
    }

    private static String quoted(@Nullable String text) {
        String line = String.valueOf(text).replaceAll("\\p{Cntrl}", " ").strip();
        return line.substring(0, Math.min(line.length(), QUOTED_LENGTH));
    }

    private static String advice(SdkException failure) {
        int status = failure instanceof AwsServiceException answered ? answered.statusCode() : 0;
        return switch (code(failure)) {
            case "NoSuchBucket" -> ": create this bucket, or name another one in storage.s3.bucket";
            case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken" -> ": set a key that "
                    + "the store knows in storage.s3.accesskey and storage.s3.secretkey, or in the environment";
            case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException" -> ": set "
                    + "storage.s3.region to the bucket's own";
            default -> advice(failure, status);
        };
    }

    private static String advice(SdkException failure, int status) {
        if (status == MOVED) {
            return ": set storage.s3.region to the bucket's own";
        }
        if (status == FORBIDDEN) {
            return ": allow this key or role to list the bucket, and to get, put and delete its objects";
        }
        if (!(failure instanceof SdkClientException)) {
            return "";
        }
        return String.valueOf(failure.getMessage()).contains("credentials")
                ? ": set storage.s3.accesskey and storage.s3.secretkey, or give this process a role"
                : ": look whether the store is up, and at storage.s3.regionendpoint; a bucket that has no host of "
                        + "its own needs storage.s3.forcepathstyle: true";
    }
}
