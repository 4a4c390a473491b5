package dev.crossdock.proof.lambda.stack;

import dev.crossdock.proof.lambda.account.Gateway;
import dev.crossdock.proof.lambda.account.Places;
import dev.crossdock.proof.lambda.account.Secrets;
import dev.crossdock.proof.site.TrialFolder;
import dev.crossdock.proof.template.Call;
import dev.crossdock.proof.template.LambdaFunction;
import dev.crossdock.testkit.aws.AwsEndpoint;
import dev.crossdock.testkit.lambda.FunctionSetup;
import dev.crossdock.testkit.lambda.FunctionUrl;
import dev.crossdock.testkit.lambda.LocalFunction;
import dev.crossdock.testkit.lambda.Report;
import dev.crossdock.testkit.lambda.Usage;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The template's stack, running. */
public final class Stack implements AutoCloseable {
    private static final String CONFIG = "crossdock.yaml";

    private final Blueprint blueprint;
    private final Clients clients;
    private final Map<String, LocalQueue> queues;
    private final Secrets secrets = new Secrets();
    private final Map<String, Gateway> gateways = new LinkedHashMap<>();
    private final Map<String, LocalFunction> functions = new LinkedHashMap<>();
    private final List<QueueReader> readers = new ArrayList<>();
    private final FunctionUrl url;

    private Stack(Account account, Blueprint blueprint, TrialFolder folder) {
        this.blueprint = blueprint;
        this.clients = Clients.of(account.sqs(), account.s3());
        Deployment deployment = new Deployment(clients, blueprint);
        deployment.buckets();
        this.queues = deployment.queues();
        Places places = new Places(account.sqs(), account.s3(), queues.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().url())), secrets);
        List<Path> classPath = PackagedFunctions.classPath(folder.data("package"));
        for (LambdaFunction function : blueprint.template().functions()) {
            Gateway gateway = new Gateway(function.id(), blueprint.template(), places);
            gateways.put(function.id(), gateway);
            functions.put(function.id(), new LocalFunction(setup(function, variables(function, gateway, account),
                    classPath), folder.outputs()));
        }
        this.url = new FunctionUrl(function("Receive"));
    }

    /** Where SQS and S3 are. */
    public record Account(AwsEndpoint sqs, AwsEndpoint s3) {}

    /** Makes queues, buckets and functions, and begins to read the queues; the functions' logs are in the folder. */
    public static Stack deploy(Account account, Blueprint blueprint, TrialFolder folder) {
        System.out.println("stack: " + blueprint);
        System.out.println("crossdock.lambda: functions behind " + LocalFunction.runtime());
        return new Stack(account, blueprint, folder);
    }

    private FunctionSetup setup(LambdaFunction function, Map<String, String> variables, List<Path> classPath) {
        return new FunctionSetup(function.name(), function.handler(), blueprint.timeout(function),
                new FunctionSetup.Size((int) function.memoryMegabytes(), blueprint.environments()), variables,
                classPath);
    }

    /** What the template says, and what Lambda itself adds. */
    private static Map<String, String> variables(LambdaFunction function, Gateway gateway, Account account) {
        Map<String, String> variables = new LinkedHashMap<>(function.environment());
        variables.put("AWS_REGION", account.s3().region());
        variables.put("AWS_ACCESS_KEY_ID", account.s3().accessKey());
        variables.put("AWS_SECRET_ACCESS_KEY", account.s3().secretKey());
        variables.put("AWS_ENDPOINT_URL", gateway.uri().toString());
        return variables;
    }

    /** Begins to read the queues, as the template's event sources say. */
    public Stack read() {
        for (LambdaFunction function : blueprint.template().functions()) {
            function.eventSources().forEach(source -> readers.add(new QueueReader(source, function(function.id()),
                    queue(source.queueArn()), blueprint.delivery())
                    .start((int) Math.min(source.maximumConcurrency().orElse(Long.MAX_VALUE),
                            blueprint.environments()))));
        }
        return this;
    }

    /** Ends to read the queues; what is there stays. */
    public void pause() {
        readers.forEach(QueueReader::close);
        readers.clear();
    }

    /** Puts the configuration into its bucket. */
    public void configure(String yaml) {
        clients.s3().putObject(it -> it.bucket(Deployment.bucket("Config")).key(CONFIG), RequestBody.fromString(yaml));
    }

    /** Secrets Manager and SSM of the account. */
    public Secrets secrets() {
        return secrets;
    }

    /** Where a registry sends its notifications. */
    public URI hook(String registry) {
        return url.uri().resolve("/hooks/" + registry);
    }

    /** By its logical id. */
    public LocalFunction function(String id) {
        return Objects.requireNonNull(functions.get(id), id);
    }

    /** By its logical id, its name or its ARN. */
    public LocalQueue queue(String which) {
        return blueprint.template().queues().stream()
                .filter(queue -> queue.id().equals(which) || queue.arn().equals(which)).findFirst()
                .flatMap(queue -> Optional.ofNullable(queues.get(queue.name())))
                .orElseThrow(() -> new IllegalArgumentException(which + ": the template makes no such queue"));
    }

    /** As {@code aws lambda invoke} does, or the schedule. */
    public Report invoke(String function, String payload) {
        try {
            return function(function).invoke(payload);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The keys in the state bucket that begin so. */
    public List<String> state(String prefix) {
        return clients.s3().listObjectsV2Paginator(it -> it.bucket(Deployment.bucket("State")).prefix(prefix))
                .contents().stream().map(S3Object::key).toList();
    }

    /** Puts an object into the state bucket, as if a function had. */
    public void plant(String key, String body) {
        clients.s3().putObject(it -> it.bucket(Deployment.bucket("State")).key(key), RequestBody.fromString(body));
    }

    /** Whether nothing waits and nothing is under way. */
    public boolean isIdle() {
        return List.of("Requests", "Copies", "Publishes").stream().allMatch(id -> queue(id).depth() == 0)
                && functions.values().stream().allMatch(function -> function.underWay() == 0);
    }

    /** What each function asked AWS for, by its logical id. */
    public Map<String, List<Call>> calls() {
        return gateways.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().calls()));
    }

    /** What AWS would count so far; polls that found nothing are not in it. */
    public Usage usage() {
        Usage usage = Usage.of(functions.values().stream().flatMap(it -> it.reports().stream()).toList());
        for (Gateway gateway : gateways.values()) {
            usage = usage.plus(gateway.usage());
        }
        for (QueueReader reader : readers) {
            usage = usage.plus(reader.usage());
        }
        return usage;
    }

    /** The ends of all logs, and what is on the queues. */
    public String evidence() {
        StringBuilder evidence = new StringBuilder();
        functions.forEach((id, function) -> {
            String log = function.log();
            evidence.append("--- %s: %s%n%s%n".formatted(id, function.reports().stream()
                    .collect(Collectors.groupingBy(report -> report.ended().getClass().getSimpleName(),
                            Collectors.counting())),
                    log.substring(Math.max(0, log.length() - 4_000))));
        });
        blueprint.template().queues().forEach(queue -> evidence.append("--- %s: %d messages%n"
                .formatted(queue.id(), queue(queue.id()).depth())));
        return evidence.toString();
    }

    @Override
    public void close() {
        url.close();
        functions.values().forEach(LocalFunction::close);
        pause();
        gateways.values().forEach(Gateway::close);
        clients.close();
    }
}
