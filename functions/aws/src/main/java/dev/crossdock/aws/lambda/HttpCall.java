package dev.crossdock.aws.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request to a function's address (payload format 2.0).
 *
 * @param headers their names in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpCall(String method, String path, Map<String, String> headers, byte[] body) {
    /** The call of an event. Throws IllegalArgumentException where it is none. */
    static HttpCall of(JsonNode event) {
        JsonNode http = event.path("requestContext").path("http");
        if (!http.path("method").isTextual()) {
            throw new IllegalArgumentException("no HTTP request in payload format 2.0: requestContext.http is missing");
        }
        Map<String, String> headers = new TreeMap<>();
        event.path("headers").properties()
                .forEach(entry -> headers.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue().asText()));
        String text = event.path("body").asText("");
        byte[] body = event.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(text)
                : text.getBytes(StandardCharsets.UTF_8);
        return new HttpCall(http.path("method").textValue(), event.path("rawPath").asText("/"), headers, body);
    }

    /** A header, its name in lower case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** All headers, as rooms want them that know several of a name. */
    public Map<String, List<String>> lists() {
        Map<String, List<String>> lists = new TreeMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return lists;
    }
}
