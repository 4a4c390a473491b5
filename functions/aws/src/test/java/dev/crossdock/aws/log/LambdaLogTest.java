package dev.crossdock.aws.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warnings of others are seen, one line each, and no secret of theirs. */
final class LambdaLogTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<String> lines = new ArrayList<>();
    private final Logger logger = new LambdaLog(lines::add).getLoggerFactory().getLogger("some.Library");

    private JsonNode line() throws IOException {
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).doesNotContain("\n");
        return JSON.readTree(lines.getFirst());
    }

    @Test
    void warning_isOneLineOfJson() throws IOException {
        logger.warn("a claim \"{}\"\nends by itself: {}", "x", 7);
        assertThat(line()).isEqualTo(JSON.readTree("""
                {"level": "WARN", "logger": "some.Library", "message": "a claim \\"x\\"\\nends by itself: 7"}"""));
    }

    @Test
    void error_saysWhatCausedIt() throws IOException {
        logger.error("closed", new IllegalStateException("outer", new IOException("inner")));
        assertThat(line().path("error").asText()).startsWith(
                "java.lang.IllegalStateException: outer; caused by java.io.IOException: inner at dev.crossdock.aws.log.Lambda");
    }

    @Test
    void lessThanAWarning_isNotSaid() {
        logger.info("i");
        logger.debug("d", new IOException("x"));
        logger.trace("t");
        assertThat(lines).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET https://eu.example/v2/?X-Amz-Signature=hidden-7 failed",
            "Authorization: Bearer hidden-7",
            "{\"password\":\"hidden-7\"}", "sent header Authorization=Basic hidden-7",
            "with Bearer hidden-7 to eu.example",
            "https://me:hidden-7@eu.example/x", "aws_secret_access_key = hidden-7", "session-token: hidden-7,",
            "Set-Cookie: id=hidden-7"})
    void secret_isBlackened(String text) throws IOException {
        logger.warn("library: {}", text);
        logger.warn("library", new IOException(text));
        assertThat(String.join("", lines)).doesNotContain("hidden").contains("***").contains("library");
    }

    @Test
    void keyOfAws_isBlackened_andAnEndlessTextCut() throws IOException {
        logger.warn("as AKIAIOSFODNN7EXAMPLE {}", "x".repeat(100_000));
        assertThat(line().path("message").asText()).startsWith("as *** xxx")
                .hasSizeLessThanOrEqualTo(Blackened.MOST_CHARACTERS + 1);
    }

    @Test
    void plainText_staysAsItIs() throws IOException {
        String text = "push blob sha256:ab12 to eu.example/app: got 500 UNKNOWN \"disk full\", wanted 201 (attempt 3 of 5)";
        logger.warn(text);
        assertThat(line().path("message").asText()).isEqualTo(text);
    }

    /** A function's process, where other providers are on the class path, too. */
    static final class Function {
        private Function() {}

        public static void main(String[] arguments) {
            LambdaLog.install();
            LoggerFactory.getLogger("some.Library").warn("seen {}", arguments[0]);
        }
    }

    @Test
    void installed_isWhereAProcessLogs() throws Exception {
        ProcessBuilder function = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"), Function.class.getName(), "by-all")
                .redirectErrorStream(true);
        function.environment().remove("JAVA_TOOL_OPTIONS"); // of which a JVM tells
        Process process = function.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(out.strip().lines()).as("all that it says").hasSize(1);
        assertThat(JSON.readTree(out).path("message").asText()).as(out).isEqualTo("seen by-all");
    }
}
