package dev.crossdock.aws.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** What a function's address answers; the body is JSON. */
public record HttpAnswer(int status, Map<String, String> headers, String body) {
    private static final JsonMapper JSON = new JsonMapper();

    /** With one field. */
    public static HttpAnswer of(int status, String field, Object value) {
        ObjectNode body = JSON.createObjectNode();
        body.putPOJO(field, value);
        return new HttpAnswer(status, Map.of(), body.toString());
    }

    /** A refusal. */
    public static HttpAnswer error(int status, String why) {
        return of(status, "error", why);
    }

    /** The same, with another header. */
    public HttpAnswer with(String name, String value) {
        return new HttpAnswer(status, Map.of(name, value), body);
    }

    /** Writes it as payload format 2.0. */
    public void write(OutputStream to) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("statusCode", status);
        ObjectNode all = answer.putObject("headers");
        all.put("content-type", "application/json");
        headers.forEach(all::put);
        answer.put("body", body);
        to.write(JSON.writeValueAsBytes(answer));
    }
}
