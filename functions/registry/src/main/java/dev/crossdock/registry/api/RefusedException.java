package dev.crossdock.registry.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The request is not done, for a reason that the client is told. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final JsonMapper JSON = new JsonMapper();

    private final ErrorCode error;
    private final transient List<RegistryResponse.Header> headers;

    RefusedException(ErrorCode error, String detail) {
        this(error, detail, List.of());
    }

    RefusedException(ErrorCode error, String detail, List<RegistryResponse.Header> headers) {
        super(detail);
        this.error = error;
        this.headers = List.copyOf(headers);
    }

    /** The answer, in the specification's shape. */
    RegistryResponse response() {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("errors").addObject().put("code", error.code()).put("message", error.message()).put("detail",
                String.valueOf(getMessage()));
        try {
            RegistryResponse answer = RegistryResponse.of(error.status(), "application/json",
                    JSON.writeValueAsBytes(body));
            for (RegistryResponse.Header header : headers) {
                answer = answer.with(header.name(), header.value());
            }
            return answer;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("write error " + error, e);
        }
    }
}
