package dev.crossdock.proof.template;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One call of AWS that code made: the SDK's names of service and operation, the ARN of what it was made on, and what the
 * request says of itself that a condition may ask for.
 *
 * <p>Queues, buckets and repositories are told by their names, which have to be those that the template gives them
 * ({@link MessageQueue#name()}; a bucket is {@code crossdock-} and its logical id in small letters): whoever records
 * calls against an emulator names them so there.
 */
public record Call(String service, String operation, String resource, Map<String, String> request) {
    private static final Map<String, List<String>> ACTIONS = Map.ofEntries(
            Map.entry("sqs:SendMessageBatch", List.of("sqs:SendMessage")),
            Map.entry("sqs:DeleteMessageBatch", List.of("sqs:DeleteMessage")),
            Map.entry("sqs:ChangeMessageVisibilityBatch", List.of("sqs:ChangeMessageVisibility")),
            Map.entry("s3:HeadObject", List.of("s3:GetObject")), Map.entry("s3:HeadBucket", List.of("s3:ListBucket")),
            Map.entry("s3:ListObjects", List.of("s3:ListBucket")),
            Map.entry("s3:ListObjectsV2", List.of("s3:ListBucket")),
            Map.entry("s3:DeleteObjects", List.of("s3:DeleteObject")),
            Map.entry("s3:CopyObject", List.of("s3:PutObject")),
            Map.entry("s3:CreateMultipartUpload", List.of("s3:PutObject")),
            Map.entry("s3:UploadPart", List.of("s3:PutObject")),
            Map.entry("s3:CompleteMultipartUpload", List.of("s3:PutObject")));

    public Call {
        service = service.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        request = Map.copyOf(request);
    }

    public Call(String service, String operation, String resource) {
        this(service, operation, resource, Map.of());
    }

    /** By the address of the queue, whatever host it is on. */
    public static Call onQueue(String operation, String url) {
        return new Call("sqs", operation, Account.queueArn(url.substring(url.lastIndexOf('/') + 1)));
    }

    public static Call onObject(String operation, String bucket, String key) {
        return new Call("s3", operation, Account.bucketArn(bucket) + "/" + key);
    }

    /** A listing of what begins so. */
    public static Call onBucket(String operation, String bucket, String prefix) {
        return new Call("s3", operation, Account.bucketArn(bucket), Map.of("s3:prefix", prefix));
    }

    /** By its name, or by its ARN. */
    public static Call onSecret(String operation, String secret) {
        return new Call("secretsmanager", operation, secret.startsWith("arn:") ? secret : Account.secretArn(secret));
    }

    public static Call onParameter(String operation, String name) {
        return new Call("ssm", operation, Account.parameterArn(name));
    }

    public static Call onRepository(String operation, String repository) {
        return new Call("ecr", operation, Account.repositoryArn(repository));
    }

    /** Of a call that is made on nothing in particular. */
    public static Call onNothing(String service, String operation) {
        return new Call(service, operation, "*");
    }

    /** What IAM asks whether the role may do. */
    List<String> actions() {
        String name = service + ":" + operation;
        return ACTIONS.getOrDefault(name, List.of(name));
    }
}
