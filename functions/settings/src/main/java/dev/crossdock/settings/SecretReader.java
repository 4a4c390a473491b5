package dev.crossdock.settings;

import dev.crossdock.image.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Fetches secrets from where the configuration says they lie. */
final class SecretReader {
    private static final int MAXIMUM_BYTES = 64 << 10;

    private final Map<String, String> environment;
    private final Function<String, Path> paths;

    SecretReader(Map<String, String> environment, Function<String, Path> paths) {
        this.environment = environment;
        this.paths = paths;
    }

    Optional<Secret> find(YamlMap map, String key) {
        return map.has(key) ? Optional.of(read(map, key)) : Optional.empty();
    }

    private Secret read(YamlMap map, String key) {
        YamlMap secret;
        try {
            secret = map.map(key);
        } catch (SettingsException _) {
            throw map.problem(key, "wanted {env: NAME} or {file: path}; a secret does not stand in the file itself");
        }
        secret.onlyKeys("env", "file");
        if (secret.has("env") == secret.has("file")) {
            throw map.problem(key, "wanted either {env: NAME} or {file: path}");
        }
        return secret.find("env", this::fromEnvironment)
                .orElseGet(() -> secret.read("file", text -> fromFile(paths.apply(text))));
    }

    private Secret fromEnvironment(String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("environment variable %s is %s".formatted(Quoted.capped(name),
                    value == null ? "not set" : "empty"));
        }
        return new Secret(value);
    }

    private static Secret fromFile(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAXIMUM_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("file %s does not exist".formatted(file), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("file %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        String value = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
        if (value.isEmpty() || bytes.length > MAXIMUM_BYTES) {
            throw new IllegalArgumentException(
                    "file %s: wanted a secret of 1 to %d bytes".formatted(file, MAXIMUM_BYTES));
        }
        return new Secret(value);
    }
}
