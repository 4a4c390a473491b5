package dev.crossdock.proof.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the roles of the template allow, held against the calls that the functions were seen to make. */
public final class TemplatePermissions {
    /** Lambda writes the logs and reads the queues, as the function. */
    private static final Set<String> MADE_BY_LAMBDA = Set.of("logs:CreateLogStream", "logs:PutLogEvents",
            "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");
    /** Secrets Manager and SSM ask for the key, and ECR for that of a new repository, as the function. */
    private static final Set<String> MADE_BY_SERVICES = Set.of("kms:Decrypt", "kms:CreateGrant", "kms:DescribeKey",
            "kms:RetireGrant");
    /** What ECR asks about whoever shows it a token, which is how registries are spoken to; no call of the SDK. */
    private static final Set<String> MADE_WITH_A_TOKEN = Set.of("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage",
            "ecr:GetDownloadUrlForLayer", "ecr:ListImages", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart",
            "ecr:CompleteLayerUpload", "ecr:PutImage");

    private final Template template;

    private TemplatePermissions(Template template) {
        this.template = template;
    }

    /**
     * A line for every call that its function's role refuses, and for every action that a role allows and nobody makes.
     *
     * @param calls of each function, by its logical id in the template; all five have to be there
     */
    public static List<String> check(Template template, Map<String, List<Call>> calls) {
        TemplatePermissions permissions = new TemplatePermissions(template);
        List<String> violations = new ArrayList<>(permissions.refused(calls));
        violations.addAll(permissions.unused(calls, List.of()));
        return List.copyOf(violations);
    }

    /** Only the second half of {@link #check}, but for what is exempt. */
    public static List<String> wider(Template template, Map<String, List<Call>> calls, List<Exemption> exemptions) {
        return new TemplatePermissions(template).unused(calls, exemptions);
    }

    /** Only the first half of {@link #check}: for a trial that does not bring everything about. */
    public static List<String> refused(Template template, Map<String, List<Call>> calls) {
        return new TemplatePermissions(template).refused(calls);
    }

    private List<String> refused(Map<String, List<Call>> calls) {
        Set<String> violations = new TreeSet<>();
        calls.forEach((id, made) -> {
            List<Statement> statements = template.statements(template.function(id));
            for (Call call : made) {
                call.actions().stream().filter(action -> !isAllowed(statements, action, call))
                        .forEach(action -> violations
                                .add("%s: %s on %s %s: got no permission, wanted one: let its role allow %s"
                                        .formatted(id, call.operation(), call.resource(), call.request(), action)));
            }
        });
        return List.copyOf(violations);
    }

    private static boolean isAllowed(List<Statement> statements, String action, Call call) {
        List<Statement> covering = statements.stream()
                .filter(statement -> statement.covers(action, call.resource(), call.request())).toList();
        return !covering.isEmpty() && covering.stream().allMatch(Statement::allows);
    }

    private List<String> unused(Map<String, List<Call>> calls, List<Exemption> exemptions) {
        List<String> violations = new ArrayList<>();
        for (LambdaFunction function : template.functions()) {
            List<Call> made = calls.get(function.id());
            if (made == null) {
                violations.add("%s: no calls of it were recorded".formatted(function.id()));
                continue;
            }
            template.statements(function).stream().filter(Statement::allows).forEach(statement -> statement.actions()
                    .forEach(action -> statement.resources().stream()
                            .filter(resource -> !isUsed(function, action, resource, made))
                            .filter(resource -> exemptions.stream()
                                    .noneMatch(it -> it.covers(function.id(), action, resource)))
                            .forEach(resource -> violations
                                    .add("%s: %s: allows %s on %s: got no such call, wanted one: take it away"
                                            .formatted(function.id(), statement.sid(), action, resource)))));
        }
        return violations;
    }

    private static boolean isUsed(LambdaFunction function, String action, String resource, List<Call> made) {
        if (MADE_BY_SERVICES.contains(action) || MADE_WITH_A_TOKEN.contains(action)) {
            return true;
        }
        if (MADE_BY_LAMBDA.contains(action)) {
            return !action.startsWith("sqs:") || sourceArns(function).contains(resource);
        }
        if (action.equals("s3:ListBucket") && reads(resource, made)) {
            return true; // who may not list is answered 403 for an object that is not there
        }
        return made.stream().anyMatch(call -> call.actions().contains(action)
                && Statement.matches(resource, call.resource(), false));
    }

    private static Set<String> sourceArns(LambdaFunction function) {
        return function.eventSources().stream().map(EventSource::queueArn).collect(Collectors.toSet());
    }

    private static boolean reads(String bucket, List<Call> made) {
        return made.stream().anyMatch(call -> call.actions().contains("s3:GetObject")
                && call.resource().startsWith(bucket + "/"));
    }
}
