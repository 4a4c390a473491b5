package dev.crossdock.registry;

import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.registry.notifications.EndpointSettings.Ignored;
import dev.crossdock.registry.notifications.EndpointSettings.Retry;
import dev.crossdock.settings.ListenAddress;
import dev.crossdock.settings.YamlDocument;
import dev.crossdock.settings.YamlMap;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads distribution's {@code config.yml}. */
final class ConfigReader {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigReader.class);
    private static final String VERSION = "0.1";
    private static final ListenAddress USUAL_ADDRESS = new ListenAddress("", 5000);
    private static final int MAXIMUM_THRESHOLD = 1_000_000;

    private final Path config;

    ConfigReader(Path config) {
        this.config = config;
    }

    RegistrySettings read() {
        YamlMap top = YamlDocument.read(config);
        top.onlyKeys("version", "log", "health", "storage", "http", "notifications");
        top.read("version", ConfigReader::version);
        Stream.of("log", "health").filter(top::has).forEach(key -> LOG.info("{}: {} is accepted, and has no effect yet",
                config, key));
        YamlMap storage = top.map("storage");
        storage.onlyKeys("filesystem", "delete");
        YamlMap filesystem = storage.map("filesystem");
        filesystem.onlyKeys("rootdirectory");
        return new RegistrySettings(address(top), filesystem.read("rootdirectory", this::path), deletion(storage),
                endpoints(top));
    }

    private static String version(String text) {
        if (!text.equals(VERSION)) {
            throw new IllegalArgumentException("wanted " + VERSION + ", the version of distribution's config.yml");
        }
        return text;
    }

    private Path path(String text) {
        return config.toAbsolutePath().resolveSibling(text).normalize();
    }

    private static ListenAddress address(YamlMap top) {
        Optional<YamlMap> http = top.findMap("http");
        http.ifPresent(map -> map.onlyKeys("addr"));
        return http.flatMap(map -> map.find("addr", ListenAddress::parse)).orElse(USUAL_ADDRESS);
    }

    private static boolean deletion(YamlMap storage) {
        Optional<YamlMap> delete = storage.findMap("delete");
        delete.ifPresent(map -> map.onlyKeys("enabled"));
        return delete.flatMap(map -> map.findFlag("enabled")).orElse(false);
    }

    private static List<EndpointSettings> endpoints(YamlMap top) {
        Optional<YamlMap> notifications = top.findMap("notifications");
        notifications.ifPresent(map -> map.onlyKeys("endpoints"));
        return notifications.stream().flatMap(map -> map.maps("endpoints").stream())
                .flatMap(map -> endpoint(map).stream()).toList();
    }

    /** Empty for one that is disabled, which is checked all the same. */
    private static Optional<EndpointSettings> endpoint(YamlMap map) {
        map.onlyKeys("name", "disabled", "url", "headers", "timeout", "threshold", "backoff", "ignoredmediatypes",
                "ignore");
        Retry retry = new Retry(map.find("timeout", ConfigReader::duration).orElse(Retry.USUAL.timeout()),
                map.findNumber("threshold", 1, MAXIMUM_THRESHOLD).map(Math::toIntExact)
                        .orElse(Retry.USUAL.threshold()),
                map.find("backoff", ConfigReader::duration).orElse(Retry.USUAL.backoff()));
        String name = map.read("name", Function.identity());
        Map<String, List<String>> headers = headers(map);
        Ignored ignored = ignored(map);
        EndpointSettings endpoint = map.read("url", text -> new EndpointSettings(name, URI.create(text), headers,
                retry, ignored));
        return map.findFlag("disabled").orElse(false) ? Optional.empty() : Optional.of(endpoint);
    }

    private static Map<String, List<String>> headers(YamlMap map) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        map.findMap("headers").ifPresent(given -> given.keys()
                .forEach(key -> headers.put(key, given.readAll(key, Function.identity()))));
        return headers;
    }

    private static Ignored ignored(YamlMap map) {
        Set<String> mediaTypes = new LinkedHashSet<>(map.readAll("ignoredmediatypes", Function.identity()));
        Optional<YamlMap> ignore = map.findMap("ignore");
        ignore.ifPresent(given -> {
            given.onlyKeys("mediatypes", "actions");
            mediaTypes.addAll(given.readAll("mediatypes", Function.identity()));
        });
        return new Ignored(mediaTypes, Set.copyOf(ignore.map(given -> given.readAll("actions", Function.identity()))
                .orElse(List.of())));
    }

    private static Duration duration(String text) {
        Duration duration = GoDuration.parse(text);
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("wanted a duration above 0");
        }
        return duration;
    }
}
