package dev.crossdock.proof.template.rules;

import dev.crossdock.proof.template.EventSource;
import dev.crossdock.proof.template.LambdaFunction;
import dev.crossdock.proof.template.Statement;
import dev.crossdock.proof.template.Template;
import dev.crossdock.proof.template.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What Lambda allows, stops or bills without anybody having asked for it. */
final class FunctionRules {
    private static final String CONCURRENCY = "CROSSDOCK_CONCURRENCY";
    private static final int SNAP_START_STORAGE_MEGABYTES = 512;

    private FunctionRules() {}

    static List<String> snapStart(Template template) {
        List<String> violations = new ArrayList<>();
        for (LambdaFunction function : template.functions()) {
            Tree properties = function.properties();
            if (properties.find("SnapStart", "ApplyOn").filter(on -> on.is("PublishedVersions")).isEmpty()) {
                continue;
            }
            long storage = properties.find("EphemeralStorage", "Size").map(Tree::number).orElse(0L);
            if (storage > SNAP_START_STORAGE_MEGABYTES) {
                violations.add("%s: SnapStart: got %d MB in /tmp, wanted at most %d".formatted(function.id(), storage,
                        SNAP_START_STORAGE_MEGABYTES));
            }
            for (String excluded : List.of("ProvisionedConcurrencyConfig", "FileSystemConfigs", "ImageUri")) {
                properties.find(excluded).ifPresent(_ -> violations.add("%s: SnapStart: does not go with %s".formatted(
                        function.id(), excluded)));
            }
            if (properties.find("AutoPublishAlias").isEmpty()) {
                violations.add("%s: SnapStart: only a published version has it: wanted an AutoPublishAlias".formatted(
                        function.id()));
            }
        }
        return violations;
    }

    /** Lambda stops a function that reaches itself through a queue; where that is meant, the template has to say so. */
    static List<String> recursion(Template template) {
        List<String> violations = new ArrayList<>();
        for (LambdaFunction function : template.functions()) {
            boolean reaches = reachable(template, function).contains(function.id());
            if (reaches && !function.mayLoop()) {
                violations.add("%s: can reach its own queue, and Lambda would stop it: wanted RecursiveLoop: Allow"
                        .formatted(function.id()));
            }
            if (!reaches && function.mayLoop()) {
                violations.add("%s: RecursiveLoop: it cannot reach itself: leave Lambda's guard on".formatted(
                        function.id()));
            }
        }
        return violations;
    }

    /** The functions that are started by what it sends, directly or by others. */
    private static Set<String> reachable(Template template, LambdaFunction start) {
        Set<String> reached = new HashSet<>();
        List<LambdaFunction> next = List.of(start);
        while (!next.isEmpty()) {
            next = next.stream().flatMap(function -> sendsTo(template, function).stream()).distinct()
                    .filter(function -> reached.add(function.id())).toList();
        }
        return reached;
    }

    private static List<LambdaFunction> sendsTo(Template template, LambdaFunction sender) {
        List<Statement> statements = template.statements(sender).stream().filter(Statement::allows)
                .filter(statement -> statement.actions().stream()
                        .anyMatch(action -> Statement.matches(action, "sqs:SendMessage", true)))
                .toList();
        return template.functions().stream().filter(reader -> reader.eventSources().stream()
                .map(EventSource::queueArn).anyMatch(queue -> statements.stream()
                        .flatMap(statement -> statement.resources().stream())
                        .anyMatch(pattern -> Statement.matches(pattern, queue, false))))
                .toList();
    }

    /** Each function has a log of its own that does not grow for ever, and a role of its own. */
    static List<String> ownership(Template template) {
        List<String> violations = new ArrayList<>();
        Map<String, Tree> logs = template.resources("AWS::Logs::LogGroup").values().stream()
                .collect(Collectors.toMap(log -> log.get("LogGroupName").text(), log -> log));
        Set<String> taken = new TreeSet<>();
        for (LambdaFunction function : template.functions()) {
            String log = function.properties().find("LoggingConfig", "LogGroup").map(Tree::text).orElse("none");
            if (!logs.containsKey(log) || logs.get(log).find("RetentionInDays").isEmpty()) {
                violations.add("%s: log group: got %s, wanted one of the template's, with a retention".formatted(
                        function.id(), log));
            }
            if (!taken.add(log) || !taken.add(function.properties().get("Role").text())) {
                violations.add("%s: shares its log group or its role with another".formatted(function.id()));
            }
        }
        return violations;
    }

    /** All functions are one package, so each is told the same; but for how many of it there may be. */
    static List<String> environment(Template template) {
        Set<Map<String, String>> kinds = new HashSet<>();
        List<String> violations = new ArrayList<>();
        for (LambdaFunction function : template.functions()) {
            Map<String, String> told = new HashMap<>(function.environment());
            String got = String.valueOf(told.remove(CONCURRENCY));
            String wanted = function.eventSources().stream().map(EventSource::maximumConcurrency)
                    .flatMapToLong(OptionalLong::stream).mapToObj(Long::toString).findFirst().orElse("1");
            if (!got.equals(wanted)) {
                violations.add("%s: %s: got %s, wanted the %s that may run at once".formatted(function.id(),
                        CONCURRENCY, got, wanted));
            }
            kinds.add(told);
        }
        if (kinds.size() != 1) {
            violations.add("environments: got %d kinds, wanted one".formatted(kinds.size()));
        }
        return violations;
    }

    static List<String> schedules(Template template) {
        return template.functions().stream().flatMap(function -> function.schedules().stream()
                .flatMap(schedule -> ScheduleExpression.problem(schedule.get("Schedule").text()).stream()
                        .map(problem -> "%s: schedule: %s".formatted(function.id(), problem))))
                .toList();
    }
}
