package dev.crossdock.client.http.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the head of an answer by the letter of RFC 9112, which is what keeps two parties from reading one stream in two
 * ways: lines end with CR LF and hold no other control character, names are tokens with no space after them, no line is
 * folded. What is wrong is not quoted: it may be anything.
 */
final class HeadReader {
    /** Of all the heads of one answer together; of a trailer. */
    static final int MAXIMUM_BYTES = 64 << 10;
    static final int MAXIMUM_FIELDS = 200;
    /** How many answers of 1xx may come before the answer proper. */
    static final int MAXIMUM_INTERIM = 16;
    private static final int SWITCHING = 101;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.([01]) ([1-9][0-9]{2})(?: .*)?");
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private final Connection from;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final int maximum;
    private int left;

    /** Reads so many bytes at most. */
    HeadReader(Connection from, int maximum) {
        this.from = from;
        this.maximum = maximum;
        this.left = maximum;
    }

    /** The answer; what came before it as 1xx is skipped. */
    Answer answer() throws IOException {
        for (int heads = 0; heads <= MAXIMUM_INTERIM; heads++) {
            Matcher status = STATUS.matcher(line());
            if (!status.matches()) {
                throw new ProtocolException("an answer that does not begin with HTTP/1.1 and a status");
            }
            int code = Integer.parseInt(status.group(2));
            Answer answer = new Answer(code, status.group(1).equals("1"), fields());
            if (code == SWITCHING) {
                throw new ProtocolException("an answer of 101: no other protocol was asked for");
            }
            if (code >= 200) {
                return answer;
            }
        }
        throw new ProtocolException("more than %d answers of 1xx".formatted(MAXIMUM_INTERIM));
    }

    /** Header fields, or those of a trailer, to the empty line. */
    List<Message.Field> fields() throws IOException {
        List<Message.Field> fields = new ArrayList<>();
        for (String text = line(); !text.isEmpty(); text = line()) {
            int colon = text.indexOf(':');
            if (colon <= 0 || !isToken(text, colon)) {
                throw new ProtocolException("a header line without a name");
            }
            if (fields.size() == MAXIMUM_FIELDS) {
                throw new ProtocolException("more than %d header fields".formatted(MAXIMUM_FIELDS));
            }
            fields.add(new Message.Field(text.substring(0, colon), text.substring(colon + 1).strip()));
        }
        return fields;
    }

    private static boolean isToken(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** One line without its CR LF. */
    String line() throws IOException {
        line.reset();
        for (int b = next(); b != '\r'; b = next()) {
            if ((b < ' ' && b != '\t') || b == 0x7f) {
                throw new ProtocolException("a header line with the control character %d".formatted(b));
            }
            line.write(b);
        }
        if (next() != '\n') {
            throw new ProtocolException("a header line with a CR that does not end it");
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private int next() throws IOException {
        if (--left < 0) {
            throw new ProtocolException("a head of more than %d bytes".formatted(maximum));
        }
        return from.next();
    }
}
