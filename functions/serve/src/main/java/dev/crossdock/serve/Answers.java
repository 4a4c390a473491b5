package dev.crossdock.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;

/** JSON answers. An error is one object with one field, {@code error}: what was wrong and what to do. */
final class Answers {
    private Answers() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static MutableHttpResponse<String> json(HttpStatus status, ObjectNode body) {
        return HttpResponse.<String>status(status).contentType(MediaType.APPLICATION_JSON_TYPE).body(body + "\n");
    }

    static MutableHttpResponse<String> error(HttpStatus status, String message) {
        return json(status, object().put("error", message));
    }
}
