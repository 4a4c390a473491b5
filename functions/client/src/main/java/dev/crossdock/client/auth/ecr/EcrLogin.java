package dev.crossdock.client.auth.ecr;

import dev.crossdock.client.auth.CredentialSource.Found;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.Errand;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.AuthorizationData;

/** Asks ECR for a login, by {@code GetAuthorizationToken}. It is good for twelve hours, for the caller's registries. */
record EcrLogin(EcrHost host, Function<EcrHost, EcrClient> clients) {
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);
    /** No token is used in its last minutes: a blob that begins then may still ask with it. */
    private static final Duration MARGIN = Duration.ofMinutes(15);

    /** The SDK's default chain of credentials; {@code AWS_ENDPOINT_URL_ECR} and proxies are its own business. */
    static Function<EcrHost, EcrClient> byDefaultChain() {
        return host -> EcrClient.builder().region(Region.of(host.region())).fipsEnabled(host.isFips())
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(call -> call.apiCallTimeout(LONGEST_CALL)).build();
    }

    Found find(Errand errand) {
        try (EcrClient client = clients.apply(host)) {
            List<AuthorizationData> answer = client.getAuthorizationToken(_ -> {}).authorizationData();
            if (answer.isEmpty()) {
                throw new Corrupt(errand.got("no login from ECR in " + host.region(), "one"), null);
            }
            return read(errand, answer.getFirst());
        } catch (AwsServiceException e) {
            throw failure(errand, e);
        } catch (SdkClientException e) {
            throw failure(errand, e);
        }
    }

    private Found read(Errand errand, AuthorizationData login) {
        String text;
        try {
            text = new String(Base64.getDecoder().decode(String.valueOf(login.authorizationToken())),
                    StandardCharsets.UTF_8);
            Instant end = Optional.ofNullable(login.expiresAt()).orElse(Instant.MAX);
            Instant usableUntil = end.equals(Instant.MAX) ? end : end.minus(MARGIN);
            return new Found(Credentials.parse(text), "ECR in " + host.region(), usableUntil);
        } catch (IllegalArgumentException e) {
            throw new Corrupt(errand.got("an unreadable login from ECR in " + host.region(), "base64 of user:password"),
                    null);
        }
    }

    private RuntimeException failure(Errand errand, AwsServiceException failure) {
        String code = failure.awsErrorDetails() == null ? "" : " " + failure.awsErrorDetails().errorCode();
        String got = "%d%s from ECR".formatted(failure.statusCode(), code);
        return failure.statusCode() >= 500 || failure.isThrottlingException()
                ? new Unavailable(got(errand, got), Optional.empty(), withoutText(failure))
                : new Refused(got(errand, got), withoutText(failure));
    }

    /** What never got an answer from ECR: nobody to ask as, or nobody who answers. */
    private RuntimeException failure(Errand errand, SdkClientException failure) {
        boolean isOnTheWire = failure.getCause() instanceof IOException || failure instanceof ApiCallTimeoutException;
        return isOnTheWire
                ? new Unavailable(got(errand, "no answer from ECR"), Optional.empty(), withoutText(failure))
                : new Refused(got(errand, "no login from ECR, for there are no usable AWS credentials,"),
                        withoutText(failure));
    }

    private Circumstance got(Errand errand, String got) {
        return errand.got("%s in %s".formatted(got, host.region()),
                "a role, a profile or keys that may ecr:GetAuthorizationToken, or credentials named otherwise");
    }

    /** The SDK's messages may quote what a credential process or a metadata service said. */
    private static RuntimeException withoutText(SdkException failure) {
        IllegalStateException kind = new IllegalStateException(failure.getClass().getSimpleName());
        kind.setStackTrace(failure.getStackTrace());
        return kind;
    }
}
