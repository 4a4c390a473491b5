package dev.crossdock.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.registry.operation.LogSettings;
import dev.crossdock.registry.operation.LogSettings.Form;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

class LineEncoderTest {
    private static final Map<String, String> FIELDS = Map.of("service", "registry");

    private static String line(Form form, Map<String, String> fields, @Nullable Throwable failure) {
        Logger logger = new LoggerContext().getLogger("dev.crossdock.registry.Thing");
        LoggingEvent event = new LoggingEvent("", logger, Level.WARN, "push {}: \"no\"\nroom", failure, new Object[]{
                "team/app"});
        event.setTimeStamp(1_700_000_000_123L);
        return new String(new LineEncoder(new LogSettings(LogSettings.Level.INFO, form, fields, true)).encode(event),
                UTF_8);
    }

    private static JsonNode json(String line) throws IOException {
        assertThat(line).endsWith("\n").hasLineCount(1);
        return new ObjectMapper().readTree(line);
    }

    @Test
    void text_endsWithTheFields() {
        assertThat(line(Form.TEXT, FIELDS, null)).isEqualTo(
                "2023-11-14T22:13:20.123Z WARN  Thing push team/app: \"no\"\nroom service=registry\n");
        assertThat(line(Form.TEXT, FIELDS, new IOException("disk"))).contains("service=registry\njava.io.IOException: "
                + "disk").contains("\tat ");
    }

    @Test
    void json_isNamedAsByDistribution() throws IOException {
        JsonNode line = json(line(Form.JSON, FIELDS, null));

        assertThat(line.path("time").asText()).isEqualTo("2023-11-14T22:13:20.123Z");
        assertThat(line.path("level").asText()).isEqualTo("warning");
        assertThat(line.path("msg").asText()).isEqualTo("push team/app: \"no\"\nroom");
        assertThat(line.path("service").asText()).isEqualTo("registry");
        assertThat(line.has("error")).isFalse();
        assertThat(json(line(Form.JSON, FIELDS, new IOException("disk"))).path("error").asText()).startsWith(
                "java.io.IOException: disk");
    }

    @Test
    void logstash_isNamedAsByLogstash() throws IOException {
        JsonNode line = json(line(Form.LOGSTASH, FIELDS, new IOException("disk")));

        assertThat(line.path("@timestamp").asText()).isEqualTo("2023-11-14T22:13:20.123Z");
        assertThat(line.path("@version").asText()).isEqualTo("1");
        assertThat(line.path("message").asText()).isEqualTo("push team/app: \"no\"\nroom");
        assertThat(line.path("logger_name").asText()).isEqualTo("dev.crossdock.registry.Thing");
        assertThat(line.path("service").asText()).isEqualTo("registry");
        assertThat(line.path("stack_trace").asText()).contains("disk");
    }

    @Test
    void field_takesNoMembersPlace() throws IOException {
        assertThat(json(line(Form.JSON, Map.of("msg", "planted", "level", "none"), null)).path("msg").asText())
                .isEqualTo("push team/app: \"no\"\nroom");
    }
}
