package dev.crossdock.client.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a registry says of a failure (OCI distribution spec, "Error Codes"), cleaned of what could forge a message.
 *
 * @param entries the first of the errors; none where the body was no such thing
 * @param text    the beginning of a body that was something else, empty where it was markup or not text
 */
public record ErrorBody(List<Entry> entries, String text) {
    /** No word from the registry. */
    public static final ErrorBody NONE = new ErrorBody(List.of(), "");

    private static final int MAXIMUM_ENTRIES = 3;

    /** Made by the first body in JSON: making it looks into every jar of the class path, and many a 404 is plain text. */
    private static final class Reader {
        static final ObjectMapper JSON = new ObjectMapper();
    }

    /** The codes of the specification, and those that registries in the field add. */
    public enum Code {
        BLOB_UNKNOWN(true), //
        MANIFEST_BLOB_UNKNOWN(true), //
        MANIFEST_UNKNOWN(true), //
        BLOB_UPLOAD_INVALID(false), //
        BLOB_UPLOAD_UNKNOWN(false), //
        DIGEST_INVALID(false), //
        MANIFEST_INVALID(false), //
        MANIFEST_UNVERIFIED(false), //
        NAME_INVALID(false), //
        NAME_UNKNOWN(false), //
        SIZE_INVALID(false), //
        TAG_INVALID(false), //
        UNAUTHORIZED(false), //
        DENIED(false), //
        UNSUPPORTED(false), //
        TOOMANYREQUESTS(false), //
        UNAVAILABLE(false), //
        UNKNOWN(false); //

        private final boolean missingContent;

        Code(boolean missingContent) {
            this.missingContent = missingContent;
        }

        /** Whether, in the answer to a manifest, it says that something beneath the manifest is not there. */
        public boolean saysContentIsMissing() {
            return missingContent;
        }

        static Optional<Code> find(String text) {
            return Arrays.stream(values()).filter(code -> code.name().equals(text)).findFirst();
        }
    }

    /** One error: its code as sent, and its message. */
    public record Entry(String code, String message) {}

    /** Copies the list in. */
    public ErrorBody {
        entries = List.copyOf(entries);
    }

    static ErrorBody parse(byte[] body) {
        String begin = new String(body, StandardCharsets.UTF_8).stripLeading();
        if (!begin.startsWith("{") && !begin.startsWith("[")) {
            return new ErrorBody(List.of(), text(body));
        }
        try {
            JsonNode root = Reader.JSON.readTree(body);
            JsonNode errors = root.path("errors");
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < errors.size() && i < MAXIMUM_ENTRIES; i++) {
                JsonNode error = errors.get(i);
                entries.add(new Entry(clean(error.path("code")), explained(error)));
            }
            // Token servers answer with a lone "details" or "error".
            return entries.isEmpty()
                    ? new ErrorBody(List.of(), clean(root.path("details")))
                    : new ErrorBody(entries, "");
        } catch (JacksonException e) {
            return new ErrorBody(List.of(), text(body));
        } catch (IOException e) {
            return NONE;
        }
    }

    private static String explained(JsonNode error) {
        String detail = error.path("detail").isTextual() ? clean(error.path("detail")) : "";
        String message = clean(error.path("message"));
        return detail.isEmpty() || detail.equals(message) ? message : message + ": " + detail;
    }

    private static String clean(JsonNode node) {
        return Printable.capped(node.asText(""));
    }

    private static String text(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        return text.startsWith("<") || text.indexOf('\uFFFD') >= 0 ? "" : Printable.capped(text);
    }

    /** Whether one of the errors has one of the codes that say so. */
    public boolean saysContentIsMissing() {
        return entries.stream().flatMap(entry -> Code.find(entry.code()).stream()).anyMatch(Code::saysContentIsMissing);
    }

    /** Whether one of the errors has this code. */
    public boolean has(Code code) {
        return entries.stream().anyMatch(entry -> entry.code().equals(code.name()));
    }

    /** {@code UNKNOWN "disk full"}, or nothing. */
    @Override
    public String toString() {
        if (entries.isEmpty()) {
            return text.isEmpty() ? "" : "\"" + text + "\"";
        }
        return String.join(", ",
                entries.stream().map(e -> e.code() + (e.message().isEmpty() ? "" : " \"" + e.message() + "\""))
                        .toList());
    }
}
