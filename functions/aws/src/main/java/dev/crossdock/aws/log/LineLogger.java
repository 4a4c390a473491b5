package dev.crossdock.aws.log;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Writes warnings and errors, each as one line; whoever logs with it never fails for it. */
final class LineLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;
    private static final int MOST_CAUSES = 5;
    private static final JsonMapper JSON = new JsonMapper();

    private final transient Consumer<String> out;

    LineLogger(String name, Consumer<String> out) {
        this.name = name;
        this.out = out;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    // tidy: parameters the five are SLF4J's
    @Override
    protected void handleNormalizedLoggingCall(Level level, @Nullable Marker marker, @Nullable String pattern,
            Object @Nullable [] arguments, @Nullable Throwable failure) {
        ObjectNode line = JSON.createObjectNode().put("level", level.name()).put("logger", name).put("message",
                Blackened.text(String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments))));
        if (failure != null) {
            line.put("error", Blackened.text(causes(failure)));
        }
        out.accept(line.toString());
    }

    /** From the outermost to the cause, and where the last of them came from. */
    private static String causes(Throwable failure) {
        StringBuilder text = new StringBuilder(String.valueOf(failure));
        Throwable last = failure;
        for (int depth = 0; depth < MOST_CAUSES; depth++) {
            Throwable cause = last.getCause();
            if (cause == null) {
                break;
            }
            text.append("; caused by ").append(cause);
            last = cause;
        }
        StackTraceElement[] trace = last.getStackTrace();
        return trace.length == 0 ? text.toString() : text.append(" at ").append(trace[0]).toString();
    }
}
