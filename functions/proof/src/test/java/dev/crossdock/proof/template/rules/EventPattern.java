package dev.crossdock.proof.template.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.proof.template.Statement;
import dev.crossdock.proof.template.Tree;
import java.util.Map;
import java.util.Set;

/** EventBridge's pattern of an event, as far as the template uses it: nested fields, each one of some values. */
record EventPattern(Tree pattern) {
    boolean matches(JsonNode event) {
        return matches(pattern, event);
    }

    private static boolean matches(Tree pattern, JsonNode value) {
        if (pattern.value() instanceof Map) {
            return pattern.entries().entrySet().stream()
                    .allMatch(field -> matches(field.getValue(), value.path(field.getKey())));
        }
        return value.isTextual() && pattern.items().stream().anyMatch(one -> isOne(one, value.textValue()));
    }

    private static boolean isOne(Tree wanted, String text) {
        if (wanted.value() instanceof Map<?, ?> comparison) {
            if (!comparison.keySet().equals(Set.of("wildcard"))) {
                throw new IllegalArgumentException(
                        "%s: got %s, which this reader does not know".formatted(wanted.path(), comparison));
            }
            return Statement.matches(wanted.get("wildcard").text(), text, false);
        }
        return wanted.is(text);
    }
}
