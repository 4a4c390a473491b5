package dev.crossdock.registry;

import dev.crossdock.registry.admin.AdminAnswer;
import dev.crossdock.registry.admin.AdminClient;
import dev.crossdock.registry.collect.Check;
import dev.crossdock.registry.collect.CollectionOrder;
import dev.crossdock.registry.collect.Collector;
import dev.crossdock.registry.collect.CollectorSettings;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.guard.Glob;
import dev.crossdock.registry.guard.Guard;
import dev.crossdock.registry.guard.ImmutableTags;
import dev.crossdock.storage.StorageDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** What an operator does to a registry's storage: by the server that holds it, where one does, else here. */
public final class Upkeep {
    private static final String COLLECT = "garbage-collect dry-run=%s delete-untagged=%s";
    private static final String CHECK = "check fast=%s";

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
            return commands(driver, new Collector(driver, content, guard), settings.content().collector())
                    .getOrDefault(wanted, none -> 1).answer(report);
        }
    }

    static ImmutableTags immutable(ContentSettings rules) {
        return new ImmutableTags(rules.immutable().stream()
                .map(rule -> new ImmutableTags.Rule(new Glob(rule.repository()), new Glob(rule.tags()))).toList());
    }

    /** What a server answers by this collector. */
    static Map<String, AdminAnswer> commands(StorageDriver driver, Collector collector, CollectorSettings settings) {
        Map<String, AdminAnswer> commands = new TreeMap<>();
        Function<Boolean, AdminAnswer> check = isFast -> report -> {
            long findings = Check.run(driver, isFast, settings.grace(), report);
            report.accept(findings == 0 ? "nothing is wrong" : findings + " findings");
            return findings == 0 ? 0 : 1;
        };
        for (boolean first : new boolean[]{false, true}) {
            commands.put(CHECK.formatted(first), check.apply(first));
            for (boolean second : new boolean[]{false, true}) {
                commands.put(COLLECT.formatted(first, second), report -> {
                    collector.collect(CollectionOrder.of(settings, first, second), settings.retention(), report);
                    return 0;
                });
            }
        }
        return commands;
    }
}
