package dev.crossdock.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Takes entries out of an index. What stays, stays byte for byte: the entries' order, annotations, unknown fields and
 * even the white space are the source's, so the same choice always gives the same digest.
 */
public final class IndexCut {
    private static final JsonFactory JSON = new JsonFactory();

    private record Span(int begin, int end) {}

    private IndexCut() {}

    /**
     * The index with those entries alone that are to be kept; the index itself where that is all of them. Throws
     * IllegalArgumentException where none would be left.
     */
    public static RawManifest keep(Manifest.Index index, Predicate<Descriptor> kept) {
        List<Descriptor> entries = index.entries();
        if (entries.stream().allMatch(kept)) {
            return index.raw();
        }
        byte[] bytes = index.raw().bytes();
        List<Span> spans = spans(index, bytes);
        List<Span> left = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            if (kept.test(entries.get(i))) {
                left.add(spans.get(i));
            }
        }
        if (left.isEmpty()) {
            throw new IllegalArgumentException("index %s: none of its entries would be left".formatted(index.digest()));
        }
        return RawManifest.of(index.mediaType(), joined(bytes, spans, left), index.digest().algorithm());
    }

    private static byte[] joined(byte[] bytes, List<Span> spans, List<Span> left) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(bytes.length);
        int gap = spans.getFirst().end; // the comma and the white space between the first two, of which one is cut
        int gapLength = spans.get(1).begin - gap;
        joined.write(bytes, 0, spans.getFirst().begin);
        for (int i = 0; i < left.size(); i++) {
            if (i > 0) {
                joined.write(bytes, gap, gapLength);
            }
            joined.write(bytes, left.get(i).begin, left.get(i).end - left.get(i).begin);
        }
        int rest = spans.getLast().end;
        joined.write(bytes, rest, bytes.length - rest);
        return joined.toByteArray();
    }

    private static List<Span> spans(Manifest.Index index, byte[] bytes) {
        List<Span> spans = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean manifests = parser.currentName().equals("manifests");
                parser.nextToken();
                if (manifests) {
                    collect(parser, spans);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("index %s: not strict JSON".formatted(index.digest()), e);
        }
        // Offsets are unknown where the text is not UTF-8; nobody writes such a manifest.
        if (spans.size() != index.entries().size() || spans.getFirst().begin <= 0) {
            throw new IllegalArgumentException("index %s: its entries are not where UTF-8 has them"
                    .formatted(index.digest()));
        }
        return spans;
    }

    private static void collect(JsonParser parser, List<Span> spans) throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            int begin = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            spans.add(new Span(begin, (int) parser.currentLocation().getByteOffset()));
        }
    }
}
