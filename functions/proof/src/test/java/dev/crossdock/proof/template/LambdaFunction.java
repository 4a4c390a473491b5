package dev.crossdock.proof.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A function as SAM sees it: what all functions have, and what it has itself. */
public record LambdaFunction(String id, Tree properties) {
    /** Maps are merged, one level after the other; anything else the function's own value replaces. */
    static Tree merged(Tree globals, Tree own) {
        return new Tree(own.path(), merged(globals.value(), own.value()));
    }

    private static Object merged(Object general, Object own) {
        if (!(general instanceof Map<?, ?> base) || !(own instanceof Map<?, ?> more)) {
            return own;
        }
        Map<String, Object> both = new LinkedHashMap<>();
        base.forEach((key, value) -> both.put(key.toString(), value));
        more.forEach((key, value) -> both.merge(key.toString(), value, LambdaFunction::merged));
        return both;
    }

    public String name() {
        return properties.get("FunctionName").text();
    }

    public String handler() {
        return properties.get("Handler").text();
    }

    public long timeoutSeconds() {
        return properties.get("Timeout").number();
    }

    public long memoryMegabytes() {
        return properties.get("MemorySize").number();
    }

    public Map<String, String> environment() {
        return properties.find("Environment", "Variables").map(Tree::entries).orElse(Map.of()).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().text()));
    }

    public boolean mayLoop() {
        return properties.find("RecursiveLoop").filter(loop -> loop.is("Allow")).isPresent();
    }

    /** The queues that Lambda reads for it. */
    public List<EventSource> eventSources() {
        return properties.find("Events").map(Tree::entries).orElse(Map.of()).values().stream()
                .filter(event -> event.get("Type").is("SQS"))
                .map(event -> new EventSource(id, event.get("Properties"))).toList();
    }

    /** When it runs by the clock. */
    public List<Tree> schedules() {
        return properties.find("Events").map(Tree::entries).orElse(Map.of()).values().stream()
                .flatMap(
                        event -> Optional.of(event).filter(it -> it.get("Type").text().startsWith("Schedule")).stream())
                .map(event -> event.get("Properties")).toList();
    }

    String roleId(Tree raw) {
        Tree role = raw.get("Resources", id, "Properties", "Role");
        return role.find("Fn::GetAtt").map(Tree::texts).map(List::getFirst).orElseThrow(
                () -> new IllegalArgumentException(id + ": its role is none of the template's: " + role.value()));
    }
}
