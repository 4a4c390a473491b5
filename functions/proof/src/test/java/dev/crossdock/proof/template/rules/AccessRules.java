package dev.crossdock.proof.template.rules;

import dev.crossdock.proof.template.LambdaFunction;
import dev.crossdock.proof.template.Statement;
import dev.crossdock.proof.template.Template;
import dev.crossdock.proof.template.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Who may do what: nothing wider than it has to be. */
final class AccessRules {
    /** The actions that know no resource. */
    private static final Set<String> ON_EVERYTHING = Set.of("ecr:GetAuthorizationToken");
    private static final Set<String> SECRETS = Set.of("secretsmanager:GetSecretValue", "ssm:GetParameter");
    private static final String LAMBDA = "lambda.amazonaws.com";

    private AccessRules() {}

    static List<String> roles(Template template) {
        List<String> violations = new ArrayList<>();
        for (LambdaFunction function : template.functions()) {
            template.statements(function).stream().filter(Statement::allows).forEach(statement -> statement.actions()
                    .forEach(action -> statement.resources().stream().flatMap(resource -> wide(action, resource))
                            .forEach(problem -> violations.add("%s: %s: %s".formatted(function.id(), statement.sid(),
                                    problem)))));
        }
        template.resources("AWS::IAM::Role").forEach((id, role) -> {
            Tree trust = role.get("AssumeRolePolicyDocument");
            if (!Statement.ofDocument(trust).stream().allMatch(it -> it.text().find("Principal", "Service")
                    .filter(principal -> principal.is(LAMBDA)).isPresent())) {
                violations.add("%s: trusts others than %s".formatted(id, LAMBDA));
            }
        });
        return violations.stream().distinct().toList();
    }

    private static Stream<String> wide(String action, String resource) {
        if (action.contains("*")) {
            return Stream.of("action %s: got a wildcard, wanted the calls that are made".formatted(action));
        }
        if (resource.equals("*")) {
            return ON_EVERYTHING.contains(action)
                    ? Stream.empty()
                    : Stream.of("%s on *: wanted a resource: only %s may stand so".formatted(action, ON_EVERYTHING));
        }
        String service = action.replaceFirst(":.*", "");
        return resource.matches("arn:[^:]+:%s:.*[^:*].*".formatted(service))
                ? Stream.empty()
                : Stream.of("%s on %s: got no resource of %s".formatted(action, resource, service));
    }

    /** What anybody may call reads no secrets but those that callers claim to know. */
    static List<String> strangers(Template template) {
        List<String> violations = new ArrayList<>();
        template.functions().stream()
                .filter(function -> function.properties().find("FunctionUrlConfig", "AuthType")
                        .filter(type -> type.is("NONE")).isPresent())
                .forEach(function -> template.statements(function).stream().filter(Statement::allows)
                        .filter(statement -> statement.actions().stream().anyMatch(SECRETS::contains))
                        .flatMap(statement -> statement.resources().stream())
                        .filter(resource -> !resource.endsWith("/webhooks/*"))
                        .forEach(resource -> violations
                                .add("%s: anybody may call it, and it reads %s: wanted webhooks/* alone"
                                        .formatted(function.id(), resource))));
        return violations;
    }

    /** What queues and buckets let in: nobody but who is named, from a place that is named, by TLS. */
    static List<String> doors(Template template) {
        Map<String, Tree> policies = new LinkedHashMap<>();
        template.resources("AWS::SQS::QueuePolicy").values().forEach(
                policy -> policy.get("Queues").texts().forEach(queue -> policies.put(queue, policy)));
        template.resources("AWS::S3::BucketPolicy").values().forEach(
                policy -> policies.put(policy.get("Bucket").text(), policy));
        List<String> violations = new ArrayList<>();
        List<String> wanted = new ArrayList<>(template.queues().stream().map(queue -> queue.name()).toList());
        template.resources("AWS::S3::Bucket").keySet()
                .forEach(id -> wanted.add("crossdock-" + id.toLowerCase(Locale.ROOT)));
        for (String door : wanted) {
            List<Statement> statements = policies.entrySet().stream()
                    .filter(policy -> policy.getKey().equals(door) || policy.getKey().endsWith("/" + door))
                    .flatMap(policy -> Statement.ofDocument(policy.getValue().get("PolicyDocument")).stream()).toList();
            if (statements.stream().noneMatch(AccessRules::refusesPlainText)) {
                violations.add("%s: got no statement that denies what does not come by TLS".formatted(door));
            }
            statements.stream().filter(Statement::allows).filter(AccessRules::isOpen).forEach(statement -> violations
                    .add("%s: %s: lets in others than one named source".formatted(door, statement.sid())));
        }
        return violations;
    }

    private static boolean refusesPlainText(Statement statement) {
        return !statement.allows() && statement.text().get("Principal").value().equals("*")
                && statement.actions().stream().allMatch(action -> action.endsWith(":*"))
                && Map.of("Bool", Map.of("aws:SecureTransport", List.of("false"))).equals(statement.conditions());
    }

    private static boolean isOpen(Statement statement) {
        boolean named = statement.text().find("Principal", "Service").isPresent();
        boolean limited = statement.conditions().getOrDefault("ArnEquals", Map.of()).containsKey("aws:SourceArn");
        return !named || !limited || statement.actions().stream().anyMatch(action -> action.contains("*"));
    }
}
