package dev.crossdock.aws.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** SQS or S3 did not do what was asked. What was acknowledged before is not lost. */
public final class AwsStateException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int SERVERS_FAULT = 500;

    private final boolean passing;

    AwsStateException(String message, Throwable cause) {
        super(message, cause);
        this.passing = isPassing(cause);
    }

    AwsStateException(String message) {
        this(message, false);
    }

    /** With whether the same may succeed later. */
    AwsStateException(String message, boolean passing) {
        super(message);
        this.passing = passing;
    }

    /** Whether the same may succeed later, though nobody mends anything: no answer, too many calls, AWS's own fault. */
    public boolean isPassing() {
        return passing;
    }

    private static boolean isPassing(Throwable cause) {
        return switch (cause) {
            case AwsServiceException answered -> answered.statusCode() >= SERVERS_FAULT
                    || answered.statusCode() == TOO_MANY || answered.isThrottlingException();
            case JsonProcessingException _ -> false;
            default -> cause instanceof SdkException || cause instanceof IOException;
        };
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
