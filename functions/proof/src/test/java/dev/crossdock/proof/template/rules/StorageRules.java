package dev.crossdock.proof.template.rules;

import dev.crossdock.proof.template.LambdaFunction;
import dev.crossdock.proof.template.MessageQueue;
import dev.crossdock.proof.template.Statement;
import dev.crossdock.proof.template.Template;
import dev.crossdock.proof.template.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The buckets and queues at rest: sealed, closed, and with an end to everything in them. */
final class StorageRules {
    private static final List<String> CLOSED = List.of("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls",
            "RestrictPublicBuckets");
    private static final Pattern STATE_PREFIX = Pattern.compile("arn:aws:s3:::crossdock-state/([a-z]+/)\\*");

    private StorageRules() {}

    static List<String> atRest(Template template) {
        List<String> violations = new ArrayList<>();
        template.resources("AWS::S3::Bucket").forEach((id, bucket) -> {
            if (bucket.find("BucketEncryption", "ServerSideEncryptionConfiguration").isEmpty()) {
                violations.add("%s: is not encrypted".formatted(id));
            }
            CLOSED.stream().filter(block -> bucket.find("PublicAccessBlockConfiguration", block)
                    .filter(it -> it.is("true")).isEmpty())
                    .forEach(block -> violations.add("%s: %s is not true".formatted(id, block)));
            if (lifecycle(bucket).stream().noneMatch(rule -> rule.find("AbortIncompleteMultipartUpload").isPresent())) {
                violations.add("%s: keeps uploads that nobody ended".formatted(id));
            }
            for (String policy : List.of("DeletionPolicy", "UpdateReplacePolicy")) {
                if (template.raw().find("Resources", id, policy).filter(it -> it.is("Retain")).isEmpty()) {
                    violations.add("%s: %s: a stack whose bucket holds something could not be removed: wanted Retain"
                            .formatted(id, policy));
                }
            }
        });
        template.queues().stream().filter(queue -> queue.properties().find("SqsManagedSseEnabled")
                .filter(sealed -> sealed.is("true")).isEmpty())
                .forEach(queue -> violations.add("%s: is not encrypted".formatted(queue.id())));
        if (bucket(template, "Config").flatMap(config -> config.find("VersioningConfiguration", "Status"))
                .filter(it -> it.is("Enabled")).isEmpty()) {
            violations.add("Config: is not versioned");
        }
        return violations;
    }

    private static Optional<Tree> bucket(Template template, String id) {
        return Optional.ofNullable(template.resources("AWS::S3::Bucket").get(id));
    }

    private static List<Tree> lifecycle(Tree bucket) {
        return bucket.find("LifecycleConfiguration", "Rules").map(Tree::items).orElse(List.of());
    }

    /** Everything that a function may write ends some day, and no body before its message, which may be a dead letter twice. */
    static List<String> expiry(Template template) {
        Map<String, Long> days = bucket(template, "State").stream().flatMap(state -> lifecycle(state).stream())
                .filter(rule -> rule.find("Prefix").isPresent()
                        && rule.find("ExpirationInDays").isPresent() && rule.get("Status").is("Enabled"))
                .collect(Collectors.toMap(rule -> rule.get("Prefix").text(),
                        rule -> rule.get("ExpirationInDays").number()));
        Set<String> missing = new TreeSet<>(written(template));
        missing.removeAll(days.keySet());
        List<String> violations = new ArrayList<>(missing.stream()
                .map(prefix -> "State: what is written to %s never ends: wanted a lifecycle rule".formatted(prefix))
                .toList());
        long kept = 2 * template.queues().stream().mapToLong(MessageQueue::retentionSeconds).max().orElse(0);
        if (Duration.ofDays(days.getOrDefault("messages/", Long.valueOf(0))).toSeconds() <= kept) {
            violations.add("State: messages/: ends before a message of %d s that refers to it".formatted(kept));
        }
        return violations;
    }

    private static Set<String> written(Template template) {
        return template.functions().stream().map(LambdaFunction::id).flatMap(id -> template
                .statements(template.function(id)).stream()).filter(Statement::allows)
                .filter(statement -> statement.actions().contains("s3:PutObject"))
                .flatMap(statement -> statement.resources().stream()).map(STATE_PREFIX::matcher)
                .map(prefix -> prefix.matches() ? prefix.group(1) : "anything").collect(Collectors.toSet());
    }
}
