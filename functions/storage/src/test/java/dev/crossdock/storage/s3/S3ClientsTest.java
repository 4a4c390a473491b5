package dev.crossdock.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;

/** What AWS itself is asked, which no test reaches: the SDK's defaults count there. */
final class S3ClientsTest {
    private final Scripted wire = new Scripted();

    @Test
    void uploadToAws_speaksOfNoChecksumInAnyOfItsRequests() throws IOException {
        S3Settings settings = S3Settings.of(new S3Settings.Bucket("bucket", "", "eu-central-1"));
        try (S3Client s3 = S3Clients.client(settings, StaticCredentialsProvider.create(AwsBasicCredentials.create("key",
                "secret")), wire);
                PartMemory.Buffer part = new PartMemory(1 << 20, Duration.ofMillis(1)).buffer(1000)) {
            S3Objects objects = new S3Objects(s3, S3Place.of(settings), S3Objects.WrittenAs.of(settings.written()),
                    true);
            part.put(ByteBuffer.allocate(1000));
            Multipart upload = Multipart.begin(objects, "blob");
            upload.complete(List.of(upload.send(1, part)));
            upload.completeIfAbsent(List.of(upload.send(1, part)));
            part.put(ByteBuffer.allocate(10));
            objects.put("blob", part.body());
        }
        assertThat(wire.asked).hasSize(6).allSatisfy(request -> {
            assertThat(request.host()).endsWith(".amazonaws.com");
            assertThat(request.headers().keySet()).noneMatch(name -> name.toLowerCase(Locale.ROOT).matches(
                    ".*(checksum|trailer).*"));
            assertThat(request.rawQueryParameters().keySet()).noneMatch(name -> name.contains("checksum"));
        });
        assertThat(wire.bodies).noneMatch(body -> body.contains("Checksum") || body.contains("crc32"));
    }

    /** Answers as AWS does where all is well. */
    private static final class Scripted implements SdkHttpClient {
        private static final String BEGUN = "<InitiateMultipartUploadResult><UploadId>1</UploadId>"
                + "</InitiateMultipartUploadResult>";
        private static final String DONE = "<CompleteMultipartUploadResult><ETag>\"e\"</ETag>"
                + "</CompleteMultipartUploadResult>";

        private final List<SdkHttpRequest> asked = new ArrayList<>();
        private final List<String> bodies = new ArrayList<>();

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    return answer(request);
                }

                @Override
                public void abort() {
                    // Nothing is under way.
                }
            };
        }

        private HttpExecuteResponse answer(HttpExecuteRequest request) throws IOException {
            asked.add(request.httpRequest());
            if (request.contentStreamProvider().isPresent()) {
                try (InputStream body = request.contentStreamProvider().get().newStream()) {
                    bodies.add(new String(body.readAllBytes(), UTF_8));
                }
            }
            boolean isPost = request.httpRequest().method().name().equals("POST");
            boolean isBegin = request.httpRequest().rawQueryParameters().containsKey("uploads");
            byte[] answer = (isPost ? isBegin ? BEGUN : DONE : "").getBytes(UTF_8);
            return HttpExecuteResponse.builder().response(SdkHttpResponse.builder().statusCode(200).putHeader("ETag",
                    "\"e\"").putHeader("Content-Length", Integer.toString(answer.length)).build()).responseBody(
                            AbortableInputStream.create(new ByteArrayInputStream(answer)))
                    .build();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
