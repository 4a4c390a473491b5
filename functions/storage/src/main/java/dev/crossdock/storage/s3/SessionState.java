package dev.crossdock.storage.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.crossdock.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of an upload between requests, in an object of its own, so that any process goes on with it. Its text is
 * lines of ASCII, then an empty one, then the bytes that have not filled a part yet:
 *
 * <pre>
 * crossdock upload 1
 * stamp 0b5f6f2e-7f7e
 * part-size 10485760
 * upload 2~abc        only once a part was sent
 * part 10485760 "etag"
 * tail 4711
 * </pre>
 *
 * @param stamp    another one each time it is kept
 * @param partSize of each part but the last
 * @param upload   S3's id of the upload whose parts these are
 * @param parts    in their order
 * @param tail     how many bytes come after them
 */
record SessionState(String stamp, long partSize, Optional<String> upload, List<Part> parts, long tail) {
    private static final String FORMAT = "crossdock upload 1";
    private static final int WORDS = 3;
    private static final int QUOTED_LENGTH = 80;
    /** Of as many parts as there can be, and more. */
    private static final int MOST_HEADER_BYTES = 2 << 20;

    /** One part that S3 has. */
    record Part(long size, String entityTag) {}

    SessionState {
        parts = List.copyOf(parts);
    }

    SessionState stamped(String other) {
        return new SessionState(other, partSize, upload, parts, tail);
    }

    /** How many bytes the session has. */
    long size() {
        return parts.stream().mapToLong(Part::size).sum() + tail;
    }

    /** The lines before the tail. */
    byte[] header() {
        StringBuilder text = new StringBuilder(FORMAT).append("\nstamp ").append(stamp).append("\npart-size ").append(
                partSize).append('\n');
        upload.ifPresent(id -> text.append("upload ").append(id).append('\n'));
        parts.forEach(part -> text.append("part ").append(part.size).append(' ').append(part.entityTag).append('\n'));
        return text.append("tail ").append(tail).append("\n\n").toString().getBytes(US_ASCII);
    }

    /** Reads the header, and leaves the stream at the tail; throws StorageException, which says where, for another. */
    static SessionState read(String key, InputStream bytes) throws IOException {
        Iterator<String> lines = header(key, bytes).lines().iterator();
        String format = lines.hasNext() ? lines.next() : "";
        if (!format.equals(FORMAT)) {
            throw broken(key, format);
        }
        String stamp = "";
        long partSize = 0;
        long tail = 0;
        Optional<String> upload = Optional.empty();
        List<Part> parts = new ArrayList<>();
        while (lines.hasNext()) {
            String line = lines.next();
            String[] words = line.split(" ", WORDS);
            switch (words.length == 1 ? "" : words[0]) {
                case "stamp" -> stamp = words[1];
                case "part-size" -> partSize = number(key, words[1]);
                case "upload" -> upload = Optional.of(words[1]);
                case "part" -> parts.add(new Part(number(key, words[1]), words.length == WORDS ? words[2] : ""));
                case "tail" -> tail = number(key, words[1]);
                default -> throw broken(key, line);
            }
        }
        if (partSize == 0 || tail > partSize) {
            throw broken(key, "part-size %d, tail %d".formatted(partSize, tail));
        }
        return new SessionState(stamp, partSize, upload, parts, tail);
    }

    private static String header(String key, InputStream bytes) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int before = 0;
        for (int each = bytes.read(); each >= 0 && text.size() < MOST_HEADER_BYTES; each = bytes.read()) {
            if (each == '\n' && before == '\n') {
                return text.toString(US_ASCII);
            }
            text.write(each);
            before = each;
        }
        throw broken(key, text.toString(US_ASCII));
    }

    private static long number(String key, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw broken(key, text);
        }
        return Long.parseLong(text);
    }

    private static StorageException broken(String key, String got) {
        String line = got.replaceAll("\\p{Cntrl}", "?");
        return new StorageException(StorageException.Kind.SESSION_LOST, ("read upload state %s: got \"%s\", wanted the "
                + "format \"%s\": begin the upload again").formatted(key, line.substring(0,
                        Math.min(line.length(),
                                QUOTED_LENGTH)),
                        FORMAT));
    }
}
