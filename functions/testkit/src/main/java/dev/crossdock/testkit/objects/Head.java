package dev.crossdock.testkit.objects;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The lines before a body. */
record Head(String start, List<String> lines) {
    private static final int MOST_BYTES = 64 << 10;
    private static final Set<String> BETWEEN_TWO = Set.of("connection", "expect");

    /** Empty where the other side has nothing more to say. */
    static Optional<Head> read(InputStream in) throws IOException {
        String start = line(in, MOST_BYTES);
        if (start.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        int left = MOST_BYTES;
        for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
            lines.add(line);
            left -= line.length();
        }
        return Optional.of(new Head(start, lines));
    }

    private static String line(InputStream in, int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int each = in.read();
        while (each >= 0 && each != '\n') {
            if (line.size() >= most) {
                throw new EOFException("a head of more than %d bytes".formatted(MOST_BYTES));
            }
            line.write(each);
            each = in.read();
        }
        return line.toString(ISO_8859_1).strip();
    }

    Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        for (String line : lines) {
            String[] both = line.split(":", 2);
            headers.put(both[0].toLowerCase(Locale.ROOT), both.length == 2 ? both[1].strip() : "");
        }
        return headers;
    }

    ObjectCall call() {
        String[] words = start.split(" ", -1);
        String[] target = words[1].split("\\?", 2);
        return new ObjectCall(words[0], target[0], target.length == 2 ? target[1] : "", headers());
    }

    long length() {
        return Long.parseLong(headers().getOrDefault("content-length", "0"));
    }

    boolean waitsForGo() {
        return headers().getOrDefault("expect", "").equalsIgnoreCase("100-continue");
    }

    /** As it goes on, on a connection that ends with the answer. */
    byte[] alone() {
        StringBuilder text = new StringBuilder(start).append("\r\n");
        lines.stream().filter(line -> !BETWEEN_TWO.contains(line.split(":", 2)[0].toLowerCase(Locale.ROOT)))
                .forEach(line -> text.append(line).append("\r\n"));
        return text.append("Connection: close\r\n\r\n").toString().getBytes(ISO_8859_1);
    }
}
