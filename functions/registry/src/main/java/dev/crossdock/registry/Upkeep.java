package dev.crossdock.registry;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.Repository;
import dev.crossdock.registry.admin.AdminAnswer;
import dev.crossdock.registry.admin.AdminClient;
import dev.crossdock.registry.collect.Check;
import dev.crossdock.registry.collect.CollectionOrder;
import dev.crossdock.registry.collect.Collector;
import dev.crossdock.registry.collect.CollectorSettings;
import dev.crossdock.registry.collect.Farewells;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.guard.Glob;
import dev.crossdock.registry.guard.Guard;
import dev.crossdock.registry.guard.ImmutableTags;
import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.registry.notifications.NotificationSettings;
import dev.crossdock.registry.notifications.DeadLetters;
import dev.crossdock.registry.notifications.outbox.DeadLetter;
import dev.crossdock.storage.StorageDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an operator does to a registry's storage: by the server that holds it, where one does, else here. */
public final class Upkeep {
    private static final String COLLECT = "garbage-collect dry-run=%s delete-untagged=%s";
    private static final String CHECK = "check fast=%s";
    private static final String LETTERS = "events list";
    private static final String REDELIVER = "events redeliver ";

    private final RegistrySettings settings;

    /** Of the storage that these settings name. */
    public Upkeep(RegistrySettings settings) {
        this.settings = settings;
    }

    /** Collects garbage, or tells what would go; gives the exit code. */
    public int collect(boolean isDry, boolean deleteUntagged, Consumer<String> report) throws IOException {
        return ask(COLLECT.formatted(isDry, deleteUntagged), report);
    }

    /** Tells what is damaged; gives 0 where nothing is. */
    public int check(boolean isFast, Consumer<String> report) throws IOException {
        return ask(CHECK.formatted(isFast), report);
    }

    /** Tells of the events that no endpoint took, the oldest first; gives the exit code. */
    public int deadLetters(Consumer<String> report) throws IOException {
        return askServer(LETTERS, report);
    }

    /** Sends the dead letters of an endpoint again; gives the exit code. */
    public int redeliver(String endpoint, Consumer<String> report) throws IOException {
        if (settings.notifications().endpoints().stream().noneMatch(each -> each.name().equals(endpoint))) {
            report.accept("no endpoint is called \"%s\"; there are: %s".formatted(endpoint, settings.notifications()
                    .endpoints().stream().map(EndpointSettings::name).collect(Collectors.joining(", "))));
            return 1;
        }
        return askServer(REDELIVER + endpoint, report);
    }

    /** The outbox in a directory is the server's: it alone knows what is on its way. A bucket's replicas share theirs. */
    private int askServer(String wanted, Consumer<String> report) throws IOException {
        return switch (settings.storage()) {
            case StorageSettings.Filesystem(Path root) -> AdminClient.ask(root, wanted, report).orElseGet(() -> {
                report.accept("no server holds %s: start it on this machine, and ask again".formatted(root));
                return 1;
            });
            case StorageSettings.S3 bucket -> {
                try (StorageDriver driver = RegistryServer.open(bucket);
                        DeadLetters letters = DeadLetters.beside(driver, settings.notifications())) {
                    yield events(letters, settings.notifications()).getOrDefault(wanted, none -> 1).answer(report);
                }
            }
        };
    }

    /** What is answered of these dead letters. */
    static Map<String, AdminAnswer> events(DeadLetters letters, NotificationSettings settings) {
        Map<String, AdminAnswer> commands = new TreeMap<>();
        commands.put(LETTERS, report -> {
            long count = 0;
            List<DeadLetter> page = letters.list("", DeadLetters.MAXIMUM_LISTED);
            while (!page.isEmpty()) {
                page.forEach(letter -> report.accept("%s %s %s after %d attempts: %s".formatted(letter.died(),
                        letter.endpoint(), letter.event().id(), letter.attempts(), letter.reason())));
                count += page.size();
                page = letters.list(page.getLast().id(), DeadLetters.MAXIMUM_LISTED);
            }
            report.accept(count + " dead letters");
            return 0;
        });
        settings.endpoints().forEach(endpoint -> commands.put(REDELIVER + endpoint.name(), report -> {
            report.accept("%d events wait for %s again".formatted(letters.redeliverAll(endpoint.name()),
                    endpoint.name()));
            return 0;
        }));
        return commands;
    }

    private int ask(String wanted, Consumer<String> report) throws IOException {
        OptionalInt code = settings.storage() instanceof StorageSettings.Filesystem(Path root)
                ? AdminClient.ask(root, wanted, report)
                : OptionalInt.empty();
        if (code.isPresent()) {
            return code.getAsInt();
        }
        try (StorageDriver driver = RegistryServer.open(settings.storage())) {
            Guard guard = RegistryServer.guard(settings.storage(), driver);
            RegistryContent content = RegistryContent.on(driver, guard, immutable(settings.content().rules()));
            return commands(driver, new Collector(driver, content, guard, Farewells.SILENT), settings.content())
                    .getOrDefault(wanted, none -> 1).answer(report);
        }
    }

    static ImmutableTags immutable(ContentSettings rules) {
        return new ImmutableTags(rules.immutable().stream()
                .map(rule -> new ImmutableTags.Rule(new Glob(rule.repository()), new Glob(rule.tags()))).toList());
    }

    /** What a server answers by this collector. */
    static Map<String, AdminAnswer> commands(StorageDriver driver, Collector collector,
            RegistrySettings.Content settings) {
        CollectorSettings care = settings.collector();
        Map<String, AdminAnswer> commands = new TreeMap<>();
        Function<Boolean, AdminAnswer> check = isFast -> report -> {
            long findings = Check.run(driver, new Check.Scope(isFast, care.grace(),
                    (repository, part) -> isDemanded(settings, repository, part)), report);
            report.accept(findings == 0 ? "nothing is wrong" : findings + " findings");
            return findings == 0 ? 0 : 1;
        };
        for (boolean first : new boolean[]{false, true}) {
            commands.put(CHECK.formatted(first), check.apply(first));
            for (boolean second : new boolean[]{false, true}) {
                commands.put(COLLECT.formatted(first, second), report -> {
                    collector.collect(CollectionOrder.of(care, settings.rules().purging(), first, second),
                            care.retention(), report);
                    return 0;
                });
            }
        }
        return commands;
    }

    /** What an upstream has comes from there when somebody asks for it; of an index, the rules say what has to be here. */
    private static boolean isDemanded(RegistrySettings.Content settings, Repository repository, Descriptor part) {
        return settings.upstreams().stream().noneMatch(upstream -> upstream.covers(repository))
                && (!MediaType.isManifest(part.mediaType()) || settings.rules().manifests().platforms().include(part));
    }
}
