package dev.crossdock.aws.state;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** SQS or S3 did not do what was asked. What was acknowledged before is not lost. */
public final class AwsStateException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int FORBIDDEN = 403;

    AwsStateException(String message, Throwable cause) {
        super(message, cause);
    }

    AwsStateException(String message) {
        super(message);
    }

    /** Of what the SDK threw in the end, after its own attempts. */
    static AwsStateException of(String action, String place, SdkException failure) {
        return new AwsStateException("%s %s: got %s%s".formatted(action, place, answer(failure), advice(failure)),
                failure);
    }

    private static String answer(SdkException failure) {
        return failure instanceof AwsServiceException answered && answered.awsErrorDetails() != null
                ? "%d %s \"%s\" (%d attempts)".formatted(answered.statusCode(),
                        answered.awsErrorDetails().errorCode(), answered.awsErrorDetails().errorMessage(),
                        answered.numAttempts() == null ? 1 : answered.numAttempts())
                : "no answer: " + failure.getMessage();
    }

    private static String advice(SdkException failure) {
        return failure instanceof AwsServiceException answered && answered.statusCode() == FORBIDDEN
                ? "; give the function's role this permission"
                : "";
    }
}
