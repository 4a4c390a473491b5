package dev.crossdock.testkit.aws;

/** Something that answers as SQS and S3 do, until it is closed. */
sealed interface Backend extends AutoCloseable permits Emulator, LocalStackOnHost, LocalStackInDocker, GivenEndpoint {
    AwsEndpoint sqs();

    AwsEndpoint s3();

    /** For the line that says which one ran. */
    String description();

    /** Ends what was started. */
    @Override
    void close();
}
