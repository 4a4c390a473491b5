package dev.crossdock.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Answers as AWS does where all is well. */
final class ScriptedAws implements SdkHttpClient {
    private static final String BEGUN = "<InitiateMultipartUploadResult><UploadId>1</UploadId>"
            + "</InitiateMultipartUploadResult>";
    private static final String DONE = "<CompleteMultipartUploadResult><ETag>\"e\"</ETag>"
            + "</CompleteMultipartUploadResult>";

    /** A page without uploads that is not the last one; there is no last one. */
    private static final String LISTED = "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated>"
            + "</ListMultipartUploadsResult>";

    private final List<SdkHttpRequest> asked = new ArrayList<>();
    private final List<String> bodies = new ArrayList<>();

    List<SdkHttpRequest> asked() {
        return asked;
    }

    List<String> bodies() {
        return bodies;
    }

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
        boolean isListing = request.httpRequest().method().name().equals("GET");
        boolean isBegin = request.httpRequest().rawQueryParameters().containsKey("uploads");
        byte[] answer = (isPost ? isBegin ? BEGUN : DONE : isListing ? LISTED : "").getBytes(UTF_8);
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
