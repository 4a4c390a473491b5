package dev.crossdock.aws.state;

import dev.crossdock.testkit.aws.AwsExtension;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Clients as the functions make them, for what a test was given. */
final class TestClients {
    private TestClients() {}

    /** The SDK finds region and credentials where it finds them in a function: in its environment. */
    static AwsClients of(AwsExtension aws, ExecutionInterceptor... interceptors) {
        System.setProperty("aws.region", aws.s3().region());
        System.setProperty("aws.accessKeyId", aws.s3().accessKey());
        System.setProperty("aws.secretAccessKey", aws.s3().secretKey());
        return AwsClients.of(Optional.of(aws.sqs().uri()), Optional.of(aws.s3().uri()), interceptors);
    }

    /** An empty bucket of its own. */
    static S3Objects bucket(AwsClients clients, AwsExtension aws) {
        String name = aws.uniqueName("state");
        clients.s3().createBucket(it -> it.bucket(name));
        return new S3Objects(clients.s3(), name);
    }
}
