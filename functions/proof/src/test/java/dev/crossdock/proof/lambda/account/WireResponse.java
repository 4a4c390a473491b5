package dev.crossdock.proof.lambda.account;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An answer to one request. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record WireResponse(int status, Map<String, List<String>> headers, byte[] body) {
    static WireResponse json(int status, String body) {
        return new WireResponse(status, Map.of("Content-Type", List.of("application/x-amz-json-1.1")),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** As AWS says that something cannot be had. */
    static WireResponse error(WireRequest request, int status, String code, String message) {
        if (request.api() == WireRequest.Api.S3) {
            return new WireResponse(status, Map.of("Content-Type", List.of("application/xml")),
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
                            .formatted(code, message).getBytes(StandardCharsets.UTF_8));
        }
        return json(status, "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(code, message));
    }
}
