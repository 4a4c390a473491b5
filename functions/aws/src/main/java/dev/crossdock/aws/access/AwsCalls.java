package dev.crossdock.aws.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Signed calls of AWS's JSON protocol. Nothing of what is sent or answered is ever part of a message. */
public final class AwsCalls {
    static final int MAXIMUM_ATTEMPTS = 4;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(150);
    private static final int MAXIMUM_ANSWER_BYTES = 1 << 20;
    private static final int TOO_MANY = 429;
    private static final int SERVERS_FAULT = 500;
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Who asks, over what, and where.
     *
     * @param region      of services that are asked for without another one
     * @param endpoints of those that are not AWS
     */
    record Caller(SdkHttpClient http, AwsCredentialsProvider credentials, Region region, Endpoints endpoints) {
        /** As the SDK finds credentials and region. */
        static Caller byDefaultChain(Endpoints endpoints) {
            SdkHttpClient http = Apache5HttpClient.builder().connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(READ_TIMEOUT).build();
            return new Caller(http, DefaultCredentialsProvider.builder().build(),
                    DefaultAwsRegionProviderChain.builder().build().getRegion(), endpoints);
        }
    }

    /** AWS answered, and did not do it. The message has the error's name, and no text of AWS's. */
    static final class DeniedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String code;

        DeniedException(String action, int status, String code) {
            super("%s: got %d %s".formatted(action, status, code));
            this.status = status;
            this.code = code;
        }

        /** AWS's name of the error, such as ResourceNotFoundException. */
        String code() {
            return code;
        }

        boolean isForbidden() {
            return code.startsWith("AccessDenied") || code.startsWith("UnrecognizedClient")
                    || code.startsWith("InvalidSignature") || code.startsWith("ExpiredToken");
        }

        boolean mayPass() {
            return status >= SERVERS_FAULT || status == TOO_MANY || code.contains("Throttl")
                    || code.contains("TooManyRequests") || code.startsWith("InternalS")
                    || code.startsWith("ServerException");
        }
    }

    private final AtomicReference<@Nullable Caller> known = new AtomicReference<>();
    private final Supplier<Caller> caller;

    AwsCalls(Supplier<Caller> caller) {
        this.caller = caller;
    }

    /** By the function's role. Nothing is made before the first call: most functions never make one. */
    public static AwsCalls byRole(Endpoints endpoints) {
        return new AwsCalls(() -> Caller.byDefaultChain(endpoints));
    }

    private Caller caller() {
        Caller made = known.get();
        if (made == null) {
            made = caller.get();
            known.set(made);
        }
        return made;
    }

    Region region() {
        return caller().region;
    }

    /** Throws {@link DeniedException}, or UncheckedIOException where no answer came. */
    JsonNode call(AwsApi api, String action, ObjectNode arguments) {
        return call(api, region(), action, arguments);
    }

    /** The same in another region. */
    JsonNode call(AwsApi api, Region region, String action, ObjectNode arguments) {
        for (int attempt = 1;; attempt++) {
            try {
                return once(api, region, action, arguments);
            } catch (DeniedException e) {
                if (!e.mayPass() || attempt >= MAXIMUM_ATTEMPTS) {
                    throw e;
                }
            } catch (IOException e) {
                if (attempt >= MAXIMUM_ATTEMPTS) {
                    throw new UncheckedIOException("%s in %s: no answer in %d attempts".formatted(
                            api.permission(action), region, attempt), e);
                }
            }
            pause(attempt);
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(FIRST_PAUSE.multipliedBy(1L << attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted between two attempts", e);
        }
    }

    private JsonNode once(AwsApi api, Region region, String action, ObjectNode arguments) throws IOException {
        byte[] body = JSON.writeValueAsBytes(arguments);
        ContentStreamProvider payload = () -> new ByteArrayInputStream(body);
        SdkHttpRequest request = SdkHttpFullRequest.builder().method(SdkHttpMethod.POST).uri(endpoint(api, region))
                .putHeader("Content-Type", "application/x-amz-json-1.1").putHeader("X-Amz-Target", api.target(action))
                .putHeader("Content-Length", Integer.toString(body.length)).build();
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(it -> it.identity(caller().credentials.resolveCredentials()).request(request)
                        .payload(payload).putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, api.signingName())
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id()));
        HttpExecuteResponse response = caller().http.prepareRequest(HttpExecuteRequest.builder()
                .request(signed.request()).contentStreamProvider(signed.payload().orElse(payload)).build()).call();
        int status = response.httpResponse().statusCode();
        byte[] answer = response.responseBody().isPresent() ? read(response.responseBody().get()) : new byte[0];
        if (!response.httpResponse().isSuccessful()) {
            throw new DeniedException(api.permission(action), status, code(status, answer, response));
        }
        return JSON.readTree(answer.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : answer);
    }

    private static byte[] read(InputStream body) throws IOException {
        try (body) {
            return body.readNBytes(MAXIMUM_ANSWER_BYTES);
        }
    }

    /** A header or a field of the body has it, with a namespace before it or an address after it. */
    private static String code(int status, byte[] answer, HttpExecuteResponse response) {
        String text = response.httpResponse().firstMatchingHeader("x-amzn-ErrorType").orElseGet(() -> {
            try {
                return JSON.readTree(answer).path("__type").asText();
            } catch (JsonProcessingException _) {
                return "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        String name = text.substring(text.indexOf('#') + 1).replaceFirst(":.*", "").replaceAll("[^A-Za-z0-9_.]", "");
        String otherwise = status == TOO_MANY || status >= SERVERS_FAULT ? "InternalServerError" : "UnknownError";
        return name.isEmpty() ? otherwise : name;
    }

    private URI endpoint(AwsApi api, Region region) {
        return caller().endpoints.of(api.variable()).orElseGet(() -> URI.create(
                "https://" + api.host(region.id(), PartitionMetadata.of(region).dnsSuffix()) + "/"));
    }
}
