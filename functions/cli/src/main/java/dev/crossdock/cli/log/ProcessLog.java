package dev.crossdock.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import dev.crossdock.registry.operation.LogSettings;
import dev.crossdock.registry.operation.LogSettings.Form;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of this process. */
public final class ProcessLog {
    private static final String OURS = "dev.crossdock";
    private static final String APPENDER = "stderr";

    private ProcessLog() {}

    /** Logs as a registry's {@code log} says; others' loggers keep to their warnings. */
    public static void set(LogSettings settings) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(OURS).setLevel(level(settings.level()));
            Appender<ILoggingEvent> appender = context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER);
            boolean isUsual = settings.form() == Form.TEXT && settings.fields().isEmpty();
            if (!isUsual && appender instanceof OutputStreamAppender<ILoggingEvent> stream) {
                LineEncoder encoder = new LineEncoder(settings);
                encoder.setContext(context);
                encoder.start();
                stream.setEncoder(encoder);
            }
        }
    }

    private static Level level(LogSettings.Level level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
        };
    }
}
