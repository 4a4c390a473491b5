package dev.crossdock.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.registry.operation.LogSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/**
 * One line for each event: text with the configured fields behind it, an object as distribution's json formatter names its
 * members, or one as logstash does.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] NOTHING = {};

    private final LogSettings settings;

    LineEncoder(LogSettings settings) {
        this.settings = settings;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = switch (settings.form()) {
            case TEXT -> text(event);
            case JSON -> json(event).toString();
            case LOGSTASH -> logstash(event).toString();
        };
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private String text(ILoggingEvent event) {
        StringBuilder line = new StringBuilder("%s %-5s %s %s".formatted(time(event), event.getLevel(), name(event),
                event.getFormattedMessage()));
        settings.fields().forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
        IThrowableProxy failure = event.getThrowableProxy();
        return failure == null ? line.toString() : line.append('\n').append(trace(failure)).toString();
    }

    private ObjectNode json(ILoggingEvent event) {
        ObjectNode line = fields();
        line.put("time", time(event)).put("level", level(event)).put("msg", event.getFormattedMessage()).put("logger",
                name(event));
        if (event.getThrowableProxy() != null) {
            line.put("error", trace(event.getThrowableProxy()));
        }
        return line;
    }

    private ObjectNode logstash(ILoggingEvent event) {
        ObjectNode line = fields();
        line.put("@timestamp", time(event)).put("@version", "1").put("level", level(event)).put("message",
                event.getFormattedMessage()).put("logger_name", event.getLoggerName()).put("thread_name",
                        event.getThreadName());
        if (event.getThrowableProxy() != null) {
            line.put("stack_trace", trace(event.getThrowableProxy()));
        }
        return line;
    }

    /** First, so that none takes the place of a member that the form has itself. */
    private ObjectNode fields() {
        ObjectNode line = JSON.createObjectNode();
        settings.fields().forEach(line::put);
        return line;
    }

    private static String time(ILoggingEvent event) {
        return Instant.ofEpochMilli(event.getTimeStamp()).toString();
    }

    /** As distribution's, whose levels are lower case, and whose warning has a long name. */
    private static String level(ILoggingEvent event) {
        String level = event.getLevel().toString().toLowerCase(Locale.ROOT);
        return level.equals("warn") ? "warning" : level;
    }

    private static String name(ILoggingEvent event) {
        String name = event.getLoggerName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String trace(IThrowableProxy failure) {
        return ThrowableProxyUtil.asString(failure).strip();
    }
}
