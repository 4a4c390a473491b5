package dev.crossdock.client.http.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The head of a request, complete but for its length.
 *
 * @param target path and query, encoded
 * @param fields all header fields, Host among them
 * @param length of the body that follows; 0 for none
 */
public record Message(String method, String target, List<Field> fields, long length) {
    /** A header field. */
    public record Field(String name, String value) {
        /** Refuses what would end the line, or begin another. */
        public Field {
            if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')) {
                throw new IllegalArgumentException("header \"%s\": wanted a name of visible ASCII".formatted(name));
            }
            if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f))) {
                throw new IllegalArgumentException("header %s: its value has a control character".formatted(name));
            }
        }

        /** The name alone: the value may be a secret. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** Copies the fields in. */
    public Message {
        fields = List.copyOf(fields);
        if (!method.chars().allMatch(c -> c >= 'A' && c <= 'Z') || !target.startsWith("/")
                || !target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("request: wanted a method, and a target of visible ASCII from / on");
        }
    }

    boolean hasBody() {
        return !method.equals("GET") && !method.equals("HEAD");
    }

    ByteBuffer head() {
        StringBuilder head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        fields.forEach(field -> head.append(field.name).append(": ").append(field.value).append("\r\n"));
        if (hasBody()) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        return StandardCharsets.UTF_8.encode(head.append("\r\n").toString());
    }
}
