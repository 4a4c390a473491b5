package dev.crossdock.cli.sync;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.crossdock.cli.copy.Bytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * All results of one sync, for a person or for a program.
 *
 * @param source  as it was named
 * @param target  as it was named
 * @param results in the order of the tags
 * @param seconds that all took together
 */
record SyncReport(String source, String target, List<TagResult> results, double seconds) {
    /** How the results are written. */
    enum Output {
        TABLE, JSON
    }

    long failed() {
        return results.stream().filter(it -> it.failure().isPresent()).count();
    }

    void write(Output output, PrintWriter out) throws IOException {
        switch (output) {
            case TABLE -> table(out);
            case JSON -> out.println(json());
        }
    }

    private void table(PrintWriter out) {
        int width = results.stream().mapToInt(it -> it.tag().name().length()).max().orElse(0);
        String row = "%-" + Math.max(width, "TAG".length()) + "s  %-10s  %10s  %8s";
        out.println(row.formatted("TAG", "RESULT", "STREAMED", "SECONDS").stripTrailing());
        for (TagResult result : results) {
            out.println(String.format(Locale.ROOT, row, result.tag(), result.word(),
                    Bytes.of(result.report().bytes()),
                    String.format(Locale.ROOT, "%.1f", result.report().endedAfter())));
        }
    }

    /** {@code 3 tags: 2 copied, 1 unchanged; 12.3 MB streamed, in 1.2 s}. */
    String summary() {
        Map<String, Long> counts = new TreeMap<>();
        results.forEach(result -> counts.merge(result.word(), 1L, Long::sum));
        List<String> words = counts.entrySet().stream().map(each -> each.getValue() + " " + each.getKey()).toList();
        return String.format(Locale.ROOT, "%d %s: %s; %s streamed, in %.1f s", results.size(),
                results.size() == 1 ? "tag" : "tags", String.join(", ", words), Bytes.of(bytes()), seconds);
    }

    private long bytes() {
        return results.stream().mapToLong(it -> it.report().bytes()).sum();
    }

    private String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("source", source);
            json.writeStringField("target", target);
            json.writeArrayFieldStart("tags");
            for (TagResult result : results) {
                tag(json, result);
            }
            json.writeEndArray();
            json.writeNumberField("failed", failed());
            json.writeNumberField("bytesStreamed", bytes());
            json.writeNumberField("seconds", seconds);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void tag(JsonGenerator json, TagResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("tag", result.tag().name());
        json.writeStringField("result", result.word());
        json.writeNumberField("blobsStreamed", result.report().streamed());
        json.writeNumberField("blobsMounted", result.report().mounted());
        json.writeNumberField("bytesStreamed", result.report().bytes());
        json.writeNumberField("seconds", result.report().endedAfter());
        if (result.reason().isPresent()) {
            json.writeStringField("error", result.reason().get());
        }
        json.writeEndObject();
    }
}
