package dev.crossdock.client.http.wire;

import java.util.List;
import java.util.stream.Stream;

/**
 * The head of an answer.
 *
 * @param isCurrent whether it is HTTP/1.1, and not 1.0
 */
public record Answer(int status, boolean isCurrent, List<Message.Field> fields) {
    /** Copies the fields in. */
    public Answer {
        fields = List.copyOf(fields);
    }

    Stream<String> values(String name) {
        return fields.stream().filter(field -> field.name().equalsIgnoreCase(name)).map(Message.Field::value);
    }

    /** Whether the sender means to go on with this connection. */
    boolean keepsConnection() {
        return isCurrent && values("Connection").flatMap(value -> Stream.of(value.split(",", -1)))
                .noneMatch(token -> token.strip().equalsIgnoreCase("close"));
    }
}
