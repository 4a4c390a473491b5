package dev.crossdock.testkit.aws;

/** The SQS and the S3 that {@link AwsExtension} gives, for a program that is no test. */
public final class RunningAws implements AutoCloseable {
    private final Backend backend;

    private RunningAws(Backend backend) {
        this.backend = backend;
    }

    /** Starts what the system property {@code crossdock.aws} chooses. */
    public static RunningAws start() {
        return new RunningAws(Choice.ofProperty().start());
    }

    /** Which one it is. */
    public String description() {
        return backend.description();
    }

    /** Where SQS is. */
    public AwsEndpoint sqs() {
        return backend.sqs();
    }

    /** Where S3 is; with path-style addresses. */
    public AwsEndpoint s3() {
        return backend.s3();
    }

    @Override
    public void close() {
        backend.close();
    }
}
