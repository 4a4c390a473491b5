package dev.crossdock.registry.operation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is logged, and how, as distribution's {@code log} describes it. The log goes to stderr, the access log to stdout.
 *
 * @param level     the least that is logged
 * @param formatter the form of a line
 * @param fields    said in every line
 * @param accessLog whether each request has a line of the access log
 */
public record LogSettings(Level level, Formatter formatter, Map<String, String> fields, boolean accessLog) {
    /** Distribution's defaults. */
    public static final LogSettings USUAL = new LogSettings(Level.INFO, Formatter.TEXT, Map.of(), true);
    /** Neither a log that is said to be wanted, nor an access log: what tests start with. */
    public static final LogSettings QUIET = new LogSettings(Level.INFO, Formatter.TEXT, Map.of(), false);

    /** Copies the fields in, in their order. */
    public LogSettings {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Distribution's levels. */
    public enum Level {
        ERROR, WARN, INFO, DEBUG
    }

    /** Distribution's forms: a line of text, an object of JSON, or one as logstash names its members. */
    public enum Formatter {
        TEXT, JSON, LOGSTASH
    }
}
