package dev.crossdock.proof.template.rules;

import dev.crossdock.proof.template.Template;
import java.util.List;
import java.util.function.Function;

/** All rules. */
final class TemplateRules {
    private static final List<Function<Template, List<String>>> RULES = List.of(QueueRules::eventSources,
            QueueRules::deadLetters, QueueRules::alarms, FunctionRules::snapStart, FunctionRules::recursion,
            FunctionRules::ownership, FunctionRules::environment, FunctionRules::schedules, AccessRules::roles,
            AccessRules::strangers,
            AccessRules::doors, StorageRules::atRest, StorageRules::expiry, TextRules::secrets, TextRules::dashboards,
            TextRules::descriptions);

    private TemplateRules() {}

    static List<String> violations(Template template) {
        return RULES.stream().flatMap(rule -> rule.apply(template).stream()).toList();
    }
}
