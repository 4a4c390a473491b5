package dev.crossdock.settings;

import dev.crossdock.settings.limits.LimitSettings;
import dev.crossdock.plan.Rules;
import dev.crossdock.plan.extent.Extent;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code crossdock.yaml} says.
 *
 * @param listen     where {@code crossdock serve} answers
 * @param state      folder of the queue and the ledger; absolute, need not exist
 * @param apiToken   that requests other than webhooks carry; none: they are answered on loopback only
 * @param registries by name, in the file's order
 * @param rules      may be none
 * @param limits     of registries, by the same names; absent where nothing was decided
 */
public record CrossdockSettings(ListenAddress listen, Path state, Optional<Secret> apiToken,
        Map<String, RegistrySettings> registries, Rules rules, Map<String, LimitSettings> limits) {
    /** Copies the maps in. */
    public CrossdockSettings {
        registries = Collections.unmodifiableMap(new LinkedHashMap<>(registries));
        limits = Map.copyOf(limits);
    }

    /** The same, without limits. */
    public CrossdockSettings(ListenAddress listen, Path state, Optional<Secret> apiToken,
            Map<String, RegistrySettings> registries, Rules rules) {
        this(listen, state, apiToken, registries, rules, Map.of());
    }

    /**
     * Reads a configuration file. Throws {@link SettingsException} with all problems found.
     *
     * @param file        whose folder relative paths count from
     * @param environment that {@code {env: NAME}} is looked up in
     */
    public static CrossdockSettings read(Path file, Map<String, String> environment) {
        return new CrossdockReader(file, environment).read();
    }

    /**
     * Reads a configuration that is no file, where {@code listen} and {@code state} have no meaning. Throws
     * {@link SettingsException} with all problems found; the store is not asked before a secret's value is.
     *
     * @param origin      what problems are named after
     * @param environment that {@code {env: NAME}} is looked up in
     * @param store       that {@code {secret: NAME}} and {@code {parameter: NAME}} are looked up in
     */
    public static CrossdockSettings parse(String origin, String text, Map<String, String> environment,
            Secret.Store store) {
        return new CrossdockReader(origin, text, environment, store).read();
    }

    /**
     * Fetches what registries are asked with, and no other secret. Throws {@link SettingsException} with all problems found, so
     * that they are told before the first registry is asked.
     */
    public void fetchCredentials() {
        Problems problems = new Problems();
        registries.values()
                .forEach(registry -> registry.credentials().ifPresent(found -> problems.check(() -> fetch(found))));
        problems.throwIfAny();
    }

    private static void fetch(Credentials credentials) {
        switch (credentials) {
            case Credentials.Password(String _, Secret password) -> password.value();
            case Credentials.IdentityToken(Secret token) -> token.value();
            case Credentials.Program _ -> {
                // Asked by who needs it.
            }
        }
    }

    /**
     * Reads how much of an image is wanted ({@code referrers}, {@code platforms}, {@code platformsMode},
     * {@code foreignLayers}), as a rule says it, of YAML or JSON. Throws {@link SettingsException} with all problems found.
     */
    public static Extent extent(String origin, String text) {
        YamlMap map = YamlDocument.parse(origin, text);
        map.onlyKeys("referrers", "platforms", "platformsMode", "foreignLayers");
        return ExtentReader.read(map);
    }
}
