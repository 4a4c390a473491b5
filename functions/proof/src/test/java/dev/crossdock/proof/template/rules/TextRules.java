package dev.crossdock.proof.template.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.proof.template.LambdaFunction;
import dev.crossdock.proof.template.MessageQueue;
import dev.crossdock.proof.template.Template;
import dev.crossdock.proof.template.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What stands in the template as text: the dashboard, and never a secret. */
final class TextRules {
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(password|passwd|secretstring|token|apikey|api_key|privatekey|private_key|credentials?)");
    /** Keys of AWS, tokens of GitHub, GitLab, Slack and Docker Hub, JWTs, PEM, a password in an address. */
    private static final Pattern SECRET_VALUE = Pattern.compile("(?s).*(\\b(AKIA|ASIA)[0-9A-Z]{16}\\b"
            + "|\\bgh[pousr]_[A-Za-z0-9]{20,}|\\bglpat-[\\w-]{20}|\\bxox[abprs]-|\\bdckr_pat_|\\beyJ[\\w-]{10,}\\.eyJ"
            + "|-----BEGIN|://[^/\\s:@${}]+:[^/\\s:@]+@).*");
    private static final Pattern SOURCE = Pattern.compile("SOURCE '([^']+)'");
    private static final String LOG = "log";
    private static final ObjectMapper JSON = new ObjectMapper();

    private TextRules() {}

    static List<String> secrets(Template template) {
        List<String> violations = new ArrayList<>();
        template.raw().scalars().forEach(scalar -> {
            if (SECRET_VALUE.matcher(scalar.text()).matches()) {
                violations.add("%s: looks like a secret".formatted(scalar.path()));
            }
            if (SECRET_NAME.matcher(scalar.key()).matches()) {
                violations.add("%s: a secret's value stands in the template: wanted its name in the configuration"
                        .formatted(scalar.path()));
            }
        });
        template.raw().get("Parameters").entries().forEach((name, parameter) -> {
            boolean isHidden = parameter.find("NoEcho").filter(hidden -> hidden.is("true")).isPresent();
            if (isHidden || SECRET_NAME.matcher(name).matches()) {
                violations.add("%s: a secret would be a parameter of the stack: wanted its name in the configuration"
                        .formatted(name));
            }
        });
        for (String type : List.of("AWS::SecretsManager::Secret", "AWS::SSM::Parameter")) {
            template.resources(type).keySet().forEach(id -> violations.add(
                    "%s: a secret would stand in the stack: wanted one that a person makes".formatted(id)));
        }
        return violations;
    }

    /** It parses, and every function and queue that it draws is there. */
    static List<String> dashboards(Template template) {
        Map<String, Set<String>> names = Map.of("FunctionName", names(template.functions(), LambdaFunction::name),
                "QueueName", names(template.queues(), MessageQueue::name), LOG,
                names(template.resources("AWS::Logs::LogGroup").values(), log -> log.get("LogGroupName").text()));
        List<String> violations = new ArrayList<>();
        template.resources("AWS::CloudWatch::Dashboard").forEach((id, dashboard) -> {
            try {
                JsonNode widgets = JSON.readTree(dashboard.get("DashboardBody").text()).path("widgets");
                if (!widgets.isArray() || widgets.isEmpty()) {
                    violations.add("%s: got no widgets".formatted(id));
                }
                widgets.forEach(widget -> violations.addAll(widget(id, widget, names)));
            } catch (JsonProcessingException e) {
                violations.add("%s: its body is no JSON: %s".formatted(id, e.getOriginalMessage()));
            }
        });
        return violations;
    }

    private static <T> Set<String> names(Collection<T> things, Function<T, String> name) {
        return things.stream().map(name).collect(Collectors.toSet());
    }

    private static boolean isNamed(Map<String, Set<String>> names, String kind, String name) {
        return names.getOrDefault(kind, Set.of()).contains(name);
    }

    private static List<String> widget(String id, JsonNode widget, Map<String, Set<String>> names) {
        List<String> violations = new ArrayList<>();
        JsonNode properties = widget.path("properties");
        if (properties.path("title").asText().isEmpty() || properties.path("region").asText().isEmpty()) {
            violations.add("%s: a widget without title or region: %s".formatted(id, widget));
        }
        for (JsonNode metric : properties.path("metrics")) {
            String dimension = metric.path(2).asText();
            String name = metric.path(3).asText();
            if (names.containsKey(dimension) && !isNamed(names, dimension, name)) {
                violations.add("%s: %s: draws %s, which is not there".formatted(id, properties.path("title").asText(),
                        name));
            }
        }
        SOURCE.matcher(properties.path("query").asText()).results().map(log -> log.group(1))
                .filter(log -> !isNamed(names, LOG, log))
                .forEach(log -> violations.add("%s: reads the log %s, which is not there".formatted(id, log)));
        return violations;
    }

    static List<String> descriptions(Template template) {
        List<Tree> described = new ArrayList<>(template.raw().get("Parameters").entries().values());
        described.addAll(template.raw().get("Outputs").entries().values());
        return described.stream().filter(entry -> entry.find("Description").isEmpty())
                .map(entry -> "%s: got no description".formatted(entry.path())).toList();
    }
}
