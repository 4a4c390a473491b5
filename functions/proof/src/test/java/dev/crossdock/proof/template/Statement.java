package dev.crossdock.proof.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One statement of a policy. */
public record Statement(String sid, boolean allows, List<String> actions, List<String> resources,
        Map<String, Map<String, List<String>>> conditions, Tree text) {

    /** Of a role: its own policies, and the stack's that it is given. */
    static List<Statement> ofRole(Tree role, Map<String, Tree> managedPolicies) {
        List<Statement> statements = new ArrayList<>();
        role.find("Policies").map(Tree::items).orElse(List.of())
                .forEach(policy -> statements.addAll(ofDocument(policy.get("PolicyDocument"))));
        for (Tree arn : role.find("ManagedPolicyArns").map(Tree::items).orElse(List.of())) {
            Tree policy = managedPolicies.entrySet().stream()
                    .filter(entry -> arn.text().endsWith("/" + Account.STACK + "-" + entry.getKey()
                            .toLowerCase(Locale.ROOT)))
                    .map(Map.Entry::getValue).findFirst().orElseThrow(() -> new IllegalArgumentException(
                            "%s: got %s, wanted a policy that stands in the template".formatted(arn.path(),
                                    arn.text())));
            statements.addAll(ofDocument(policy.get("PolicyDocument")));
        }
        return List.copyOf(statements);
    }

    public static List<Statement> ofDocument(Tree document) {
        return document.get("Statement").items().stream().map(Statement::of).toList();
    }

    private static Statement of(Tree statement) {
        Map<String, Map<String, List<String>>> conditions = new LinkedHashMap<>();
        statement.find("Condition").map(Tree::entries).orElse(Map.of()).forEach((operator, keys) -> {
            Map<String, List<String>> wanted = new LinkedHashMap<>();
            keys.entries().forEach((key, values) -> wanted.put(key, values.texts()));
            conditions.put(operator, wanted);
        });
        return new Statement(statement.find("Sid").map(Tree::text).orElse("?"), statement.get("Effect").is("Allow"),
                statement.get("Action").texts(), statement.find("Resource").map(Tree::texts).orElse(List.of()),
                conditions, statement);
    }

    /** Whether it speaks of the action on the resource, in a request that says this of itself. */
    boolean covers(String action, String resource, Map<String, String> request) {
        return actions.stream().anyMatch(pattern -> matches(pattern, action, true))
                && resources.stream().anyMatch(pattern -> matches(pattern, resource, false)) && holds(request);
    }

    private boolean holds(Map<String, String> request) {
        return conditions.entrySet().stream().allMatch(operator -> operator.getValue().entrySet().stream()
                .allMatch(key -> holds(operator.getKey(), key.getValue(), request.getOrDefault(key.getKey(), ""),
                        request.containsKey(key.getKey()))));
    }

    private static boolean holds(String operator, List<String> wanted, String value, boolean isSaid) {
        boolean ifExists = operator.endsWith("IfExists");
        String plain = operator.replaceFirst("IfExists$", "");
        if (!isSaid) {
            return ifExists;
        }
        return switch (plain) {
            case "StringLike", "ArnLike" -> wanted.stream().anyMatch(pattern -> matches(pattern, value, false));
            case "StringEquals", "ArnEquals", "Bool" -> wanted.contains(value);
            default -> throw new IllegalArgumentException("got the condition %s, which this reader does not know"
                    .formatted(operator));
        };
    }

    /** IAM's patterns: {@code *} for anything, {@code ?} for one character. */
    public static boolean matches(String pattern, String text, boolean ignoresCase) {
        String expression = pattern.chars().mapToObj(
                sign -> sign == '*' ? ".*" : sign == '?' ? "." : Pattern.quote(Character.toString(sign)))
                .collect(Collectors.joining());
        return Pattern.compile(expression, ignoresCase ? Pattern.CASE_INSENSITIVE : 0).matcher(text).matches();
    }
}
