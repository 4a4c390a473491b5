package dev.crossdock.proof.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What came back: for the checks that a test makes of it. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Answer(String asked, int status, HttpHeaders headers, byte[] bytes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The header's first value; empty text where there is none. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** All values of the header. */
    public List<String> all(String name) {
        return headers.allValues(name);
    }

    /** The body as text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The body as JSON. */
    public JsonNode json() {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(asked + ": " + text(), e);
        }
    }

    /** Fails unless it has one of these statuses. */
    public Answer is(int... statuses) {
        assertThat(IntStream.of(statuses).boxed()).as("%s: %d %s", asked, status, text()).contains(status);
        return this;
    }

    /** Fails unless it has this status, and this code in the specification's error shape. */
    public Answer refused(int wanted, String code) {
        is(wanted);
        assertThat(json().at("/errors/0/code").asText()).as(asked).isEqualTo(code);
        assertThat(json().at("/errors/0/message").asText()).as(asked).isNotEmpty();
        return this;
    }

    /** Fails unless the header has exactly this value, once. */
    public Answer has(String name, Object value) {
        assertThat(all(name)).as("%s: header %s", asked, name).containsExactly(value.toString());
        return this;
    }

    /** Fails if the header is there. */
    public Answer hasNo(String name) {
        assertThat(all(name)).as("%s: header %s", asked, name).isEmpty();
        return this;
    }

    /** Fails unless the body is these bytes, its length announced. */
    public Answer holds(byte[] wanted) {
        has("Content-Length", wanted.length);
        assertThat(Arrays.equals(bytes, wanted)).as("%s: got %d bytes, wanted %d", asked, bytes.length, wanted.length)
                .isTrue();
        return this;
    }

    /** Fails unless the digest that was asked for is the digest that is told. */
    public Answer names(Digest digest) {
        return has("Docker-Content-Digest", digest);
    }

    /** Where it points. */
    public String location() {
        assertThat(header("Location")).as("%s: header Location", asked).isNotEmpty();
        return header("Location");
    }

    /** Where it points, with the digest added to the query. */
    public String location(Digest digest) {
        return location() + (location().contains("?") ? "&" : "?") + "digest=" + digest;
    }
}
