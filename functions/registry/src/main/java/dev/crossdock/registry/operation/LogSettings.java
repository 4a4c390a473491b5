package dev.crossdock.registry.operation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is logged, and how.
 *
 * @param level     the least that is
 * @param form      of each line
 * @param fields    that each line has besides
 * @param accessLog whether each request gets a line
 */
public record LogSettings(Level level, Form form, Map<String, String> fields, boolean accessLog) {
    /** As distribution does without being told. */
    public static final LogSettings USUAL = new LogSettings(Level.INFO, Form.TEXT, Map.of(), true);

    /** Copies the fields in, in their order. */
    public LogSettings {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** How much a line matters. */
    public enum Level {
        ERROR, WARN, INFO, DEBUG
    }

    /** How a line is written. */
    public enum Form {
        TEXT, JSON, LOGSTASH
    }
}
