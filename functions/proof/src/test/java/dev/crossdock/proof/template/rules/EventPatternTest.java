package dev.crossdock.proof.template.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.proof.template.Template;
import dev.crossdock.proof.template.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** EventBridge lets through what the plan function takes for a push, and nothing else. */
final class EventPatternTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path EVENTS = Path.of(Objects.requireNonNull(System.getProperty("crossdock.root")),
            "events/ecr");

    private static EventPattern deployed(Template template) {
        return new EventPattern(Objects.requireNonNull(template.resources("AWS::Events::Rule").get("EcrPushes"))
                .get("EventPattern"));
    }

    private static JsonNode event(String file) throws IOException {
        return JSON.readTree(Files.readString(EVENTS.resolve(file)));
    }

    @Test
    void deployed_letsThroughEachPush_andNothingElse() throws IOException {
        EventPattern pattern = deployed(Template.deployed());
        JsonNode meanings = event("expected.json");
        int pushes = 0;
        for (Map.Entry<String, JsonNode> meaning : meanings.properties()) {
            boolean isPush = meaning.getValue().path(0).path("event").asText().equals("pushed");
            pushes += isPush ? 1 : 0;
            assertThat(pattern.matches(event(meaning.getKey()))).as(meaning.getKey()).isEqualTo(isPush);
        }
        assertThat(pushes).isGreaterThanOrEqualTo(4).isLessThan(meanings.size());
    }

    @Test
    void otherRepositories_areLeftOut() throws IOException {
        Template template = Template.deployed();
        assertThat(deployed(template.with("EcrSources", "team/*")).matches(event("push.json"))).isTrue();
        assertThat(deployed(template.with("EcrSources", "other/*")).matches(event("push.json"))).isFalse();
    }

    @Test
    void whatThisReaderDoesNotKnow_isNotReadOver() {
        EventPattern pattern = new EventPattern(
                new Tree("pattern", Map.of("source", List.of(Map.of("prefix", "aws")))));
        assertThatThrownBy(() -> pattern.matches(JSON.createObjectNode().put("source", "aws.ecr")))
                .hasMessageContaining("prefix");
    }
}
