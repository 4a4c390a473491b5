package dev.crossdock.registry.config;

import dev.crossdock.image.Quoted;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.registry.RegistrySettings.Content;
import dev.crossdock.settings.Problems;
import dev.crossdock.settings.YamlDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads distribution's {@code config.yml}, with what the environment puts in the place of its values. */
public final class ConfigReader {
    /** What may stand at the top, and has an effect. */
    static final List<String> KEYS = List.of("version", "log", "loglevel", "storage", "auth", "http", "notifications",
            "health", "proxy", "validation", "catalog", "tags", "crossdock");
    /** What may stand at the top, and has none. */
    static final Map<String, String> IGNORED = Map.of("redis",
            "crossdock keeps what it has read in the memory of its own process", "middleware",
            "crossdock sends blobs of S3 by addresses of S3 itself (storage.redirect), and calls no other server for it",
            "policy", "it has no effect in distribution either", "reporting",
            "crossdock sends its failures to its log alone", "compatibility",
            "manifests of schema 1 are neither taken nor signed");
    private static final String VERSION = "0.1";

    private final Section top;
    private final Problems problems = new Problems();

    private ConfigReader(Section top) {
        this.top = top;
    }

    /**
     * Reads a file; relative paths in it count from its folder. Throws {@link dev.crossdock.settings.SettingsException} with
     * every problem that was found.
     *
     * @param environment whose {@code REGISTRY_*} variables take the place of what the file says
     * @param warnings    is given one line for each key and variable that has no effect
     */
    public static RegistrySettings read(Path config, Map<String, String> environment, Consumer<String> warnings) {
        Section.Reading reading = new Section.Reading(config, warnings);
        return new ConfigReader(new Section(new Overrides(environment, warnings).onto(YamlDocument.read(config)),
                reading)).read();
    }

    private RegistrySettings read() {
        top.read("version", ConfigReader::version);
        problems.check(() -> top.keys(KEYS, IGNORED));
        Section crossdock = problems.attempt(() -> CrossdockSection.of(top)).orElseGet(() -> top.section("none"));
        var storage = attempt(() -> StorageSection.read(top));
        var http = attempt(() -> HttpSection.read(top, crossdock));
        var access = attempt(() -> AuthSection.read(top, crossdock));
        var rules = attempt(() -> ContentSection.read(top, crossdock));
        var collector = attempt(() -> CrossdockSection.collector(crossdock));
        var upstreams = attempt(() -> ProxySection.read(top, crossdock));
        var notifications = attempt(() -> NotificationsSection.read(top, crossdock));
        var operation = attempt(() -> OperationSection.read(top));
        problems.throwIfAny();
        return new RegistrySettings(storage.orElseThrow(), http.orElseThrow(), access.orElseThrow(),
                new Content(rules.orElseThrow(), collector.orElseThrow(), upstreams.orElseThrow()),
                notifications.orElseThrow(), operation.orElseThrow());
    }

    private <T> Optional<T> attempt(Supplier<T> reader) {
        return problems.attempt(reader);
    }

    private static String version(String text) {
        if (!text.equals(VERSION)) {
            throw new IllegalArgumentException("\"%s\": wanted %s, the version of distribution's config.yml".formatted(
                    Quoted.capped(text), VERSION));
        }
        return text;
    }
}
