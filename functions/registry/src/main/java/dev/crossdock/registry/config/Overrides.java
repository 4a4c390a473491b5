package dev.crossdock.registry.config;

import dev.crossdock.settings.SettingsException;
import dev.crossdock.settings.YamlMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Variables that take the place of what the file says: {@code REGISTRY_HTTP_ADDR} for {@code http.addr}. They are applied in
 * the order of their names, so {@code REGISTRY_STORAGE=s3} goes before {@code REGISTRY_STORAGE_S3_BUCKET}; their values are
 * YAML.
 *
 * @see <a href="https://distribution.github.io/distribution/about/configuration/">distribution's configuration</a>
 */
final class Overrides {
    private static final String PREFIX = "REGISTRY_";
    /** Names the file, and so is none of its keys. */
    private static final String FILE = "REGISTRY_CONFIGURATION_PATH";
    /** The most variables: each copies the way to its place. */
    private static final int MAXIMUM_OVERRIDES = 1_000;
    /** Where distribution's variables are called after a field of Go that has another name than the key. */
    private static final Map<String, String> FIELDS = Map.of("NOTIFICATIONS_EVENTCONFIG", "EVENTS",
            "HEALTH_FILECHECKERS", "FILE", "HEALTH_HTTPCHECKERS", "HTTP", "HEALTH_TCPCHECKERS", "TCP");
    private static final Pattern SERVICE_LINK_NAME = Pattern.compile(
            "\\w+_SERVICE_(?:HOST|PORT(?:_\\w+)?)|\\w+_PORT_\\d{1,5}_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?");
    private static final Pattern SERVICE_LINK_ADDRESS = Pattern.compile("(?:tcp|udp|sctp)://[^/]*");

    private final Map<String, String> variables = new TreeMap<>();
    private final Consumer<String> warnings;

    Overrides(Map<String, String> environment, Consumer<String> warnings) {
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !name.equals(FILE)) {
                variables.put(name, value);
            }
        });
        this.warnings = warnings;
    }

    YamlMap onto(YamlMap top) {
        if (variables.size() > MAXIMUM_OVERRIDES) {
            throw new SettingsException(List.of("environment: got %d variables %s*, wanted at most %d".formatted(
                    variables.size(), PREFIX, MAXIMUM_OVERRIDES)));
        }
        YamlMap result = top;
        List<String> links = new ArrayList<>();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (isServiceLink(variable.getKey(), variable.getValue())) {
                links.add(variable.getKey());
            } else {
                result = onto(result, variable.getKey(), variable.getValue());
            }
        }
        if (!links.isEmpty()) {
            warnings.accept("%s: ignored: Kubernetes sets them for services whose names begin with registry; "
                    .formatted(String.join(", ", links)) + "enableServiceLinks: false in the pod ends that");
        }
        return result;
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK_NAME.matcher(name).matches()
                || (name.endsWith("_PORT") && SERVICE_LINK_ADDRESS.matcher(value).matches());
    }

    private YamlMap onto(YamlMap top, String name, String value) {
        List<String> place = place(name);
        String first = place.getFirst().toLowerCase(Locale.ROOT);
        if (first.equals("version")) {
            warnings.accept(name + " is ignored: the version is the file's own");
            return top;
        }
        boolean isKnown = ConfigReader.KEYS.contains(first) || ConfigReader.IGNORED.containsKey(first);
        if (!isKnown || place.contains("")) {
            warnings.accept("%s is ignored: no key of config.yml is called so".formatted(name));
            return top;
        }
        return top.with(place, name, value);
    }

    private static List<String> place(String name) {
        List<String> place = new ArrayList<>(Arrays.asList(name.substring(PREFIX.length()).split("_", -1)));
        if (place.size() > 1) {
            place.set(1, FIELDS.getOrDefault(place.get(0) + "_" + place.get(1), place.get(1)));
        }
        return place;
    }

    /** Whether a variable leads to a key, or beyond it, by its name. */
    static boolean leadsTo(String variable, String path) {
        String name = PREFIX + path.replaceAll("\\[(\\d+)]", ".$1").replace('.', '_').toUpperCase(Locale.ROOT);
        String upper = variable.toUpperCase(Locale.ROOT);
        return upper.equals(name) || upper.startsWith(name + "_");
    }
}
