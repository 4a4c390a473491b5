package dev.crossdock.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ErrorBodyTest {
    private static ErrorBody parse(String text) {
        return ErrorBody.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void parse_errorsOfTheSpecification() {
        ErrorBody body = parse("""
                {"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown","detail":{"digest":"x"}},
                 {"code":"NAME_UNKNOWN","message":"no","detail":"team/app"}]}""");
        assertThat(body).hasToString("MANIFEST_BLOB_UNKNOWN \"blob unknown\", NAME_UNKNOWN \"no: team/app\"");
        assertThat(body.saysContentIsMissing()).isTrue();
        assertThat(body.has(ErrorBody.Code.NAME_UNKNOWN)).isTrue();
        assertThat(body.has(ErrorBody.Code.DENIED)).isFalse();
    }

    @Test
    void parse_codeNobodyKnows_isKeptAsText() {
        ErrorBody body = parse("{\"errors\":[{\"code\":\"QUOTA\",\"message\":\"full\"}]}");
        assertThat(body).hasToString("QUOTA \"full\"");
        assertThat(body.saysContentIsMissing()).isFalse();
    }

    @Test
    void parse_controlCharactersAndLength_areTamed() {
        ErrorBody body = parse(
                "{\"errors\":[{\"code\":\"X\",\"message\":\"a\\u001b[2Kb\\n" + "c".repeat(1000) + "\"}]}");
        assertThat(body.toString()).startsWith("X \"a?[2Kb?ccc").hasSizeLessThan(230).endsWith("…\"");
    }

    @Test
    void parse_manyErrors_keepsTheFirst() {
        assertThat(parse("{\"errors\":[" + "{\"code\":\"X\"},".repeat(50) + "{\"code\":\"X\"}]}").entries()).hasSize(3);
    }

    @Test
    void parse_somethingElse_isQuotedOrSilent() {
        assertThat(parse("slow down")).hasToString("\"slow down\"");
        assertThat(parse("<html>…")).hasToString("");
        assertThat(parse("")).hasToString("");
        assertThat(parse("[1]")).hasToString("");
        assertThat(parse("{\"details\":\"incorrect username or password\"}"))
                .hasToString("\"incorrect username or password\"");
    }
}
