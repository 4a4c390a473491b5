package dev.crossdock.proof.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The template, resolved: names, ARNs and URLs are those that a stack named crossdock would have in one made-up account,
 * where a bucket is named after its logical id ({@code crossdock-state}). What a false condition leaves out is not there.
 */
public final class Template {
    private static final String FUNCTION = "AWS::Serverless::Function";

    private final Tree raw;
    private final Map<String, String> parameters;
    private final Intrinsics intrinsics;
    private final Map<String, Tree> resources = new LinkedHashMap<>();

    private Template(Tree raw, Map<String, String> parameters) {
        this.raw = raw;
        this.parameters = parameters;
        this.intrinsics = new Intrinsics(raw, parameters);
        raw.get("Resources").entries().forEach((id, resource) -> {
            if (resource.find("Condition").map(Tree::text).map(intrinsics::isTrue).orElse(true)) {
                resources.put(id, new Tree(id, intrinsics.resolved(resource.value())));
            }
        });
    }

    /** The one that deploys. */
    public static Template deployed() {
        return parse(text());
    }

    static Template parse(String text, String... parameters) {
        Map<String, String> values = new HashMap<>();
        for (int at = 0; at < parameters.length; at += 2) {
            values.put(parameters[at], parameters[at + 1]);
        }
        return new Template(new Tree("template", CloudFormationYaml.read(text)), values);
    }

    /** Every parameter at its default. */
    public static Template parse(String text) {
        return parse(text, new String[0]);
    }

    public static String text() {
        try {
            return Files.readString(Path.of(System.getProperty("crossdock.root"), "infra/sam/template.yaml"));
        } catch (IOException e) {
            throw new AssertionError("infra/sam/template.yaml: not read", e);
        }
    }

    /** The same with one parameter at another value. */
    public Template with(String parameter, String value) {
        raw.get("Parameters", parameter);
        Map<String, String> values = new HashMap<>(parameters);
        values.put(parameter, value);
        return new Template(raw, values);
    }

    /** As it is written, with CloudFormation's functions as {@code Fn::…}. */
    public Tree raw() {
        return raw;
    }

    /** By logical id. */
    public Map<String, Tree> resources(String type) {
        Map<String, Tree> found = new LinkedHashMap<>();
        resources.forEach((id, resource) -> {
            if (resource.get("Type").is(type)) {
                found.put(id, resource.get("Properties"));
            }
        });
        return found;
    }

    /** What an output says. */
    public String output(String name) {
        return intrinsics.resolved(raw.get("Outputs", name, "Value").value()).toString();
    }

    public List<LambdaFunction> functions() {
        Tree globals = new Tree("Globals", intrinsics.resolved(raw.find("Globals", "Function").map(Tree::value)
                .orElse(Map.of())));
        return resources(FUNCTION).entrySet().stream()
                .map(entry -> new LambdaFunction(entry.getKey(), LambdaFunction.merged(globals, entry.getValue())))
                .toList();
    }

    public LambdaFunction function(String id) {
        return functions().stream().filter(function -> function.id().equals(id)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + ": the template has no such function"));
    }

    public List<MessageQueue> queues() {
        return resources("AWS::SQS::Queue").entrySet().stream()
                .map(entry -> new MessageQueue(entry.getKey(), entry.getValue())).toList();
    }

    public Optional<MessageQueue> queue(String arn) {
        return queues().stream().filter(queue -> queue.arn().equals(arn)).findFirst();
    }

    /** What the function's role says: of itself, and by the policies of the stack that it is given. */
    public List<Statement> statements(LambdaFunction function) {
        String id = function.roleId(raw);
        Tree role = resources("AWS::IAM::Role").get(id);
        if (role == null) {
            throw new IllegalArgumentException(
                    "%s: its role %s is none of the template's".formatted(function.id(), id));
        }
        return Statement.ofRole(role, resources("AWS::IAM::ManagedPolicy"));
    }
}
