package dev.crossdock.settings;

import dev.crossdock.image.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Fetches secrets from where the configuration says they lie. */
final class SecretReader {
    private static final int MAXIMUM_BYTES = 64 << 10;

    private static final String WAYS = "{env: NAME}, {file: path}, {secret: NAME} or {parameter: NAME}";

    private final Map<String, String> environment;
    private final Secret.Store store;
    private final Function<String, Path> paths;

    SecretReader(Map<String, String> environment, Secret.Store store) {
        this(environment, store, Path::of);
    }

    private SecretReader(Map<String, String> environment, Secret.Store store, Function<String, Path> paths) {
        this.environment = environment;
        this.store = store;
        this.paths = paths;
    }

    SecretReader lookingUnder(Function<String, Path> newPaths) {
        return new SecretReader(environment, store, newPaths);
    }

    Optional<Secret> find(YamlMap map, String key) {
        return map.has(key) ? Optional.of(read(map, key)) : Optional.empty();
    }

    private Secret read(YamlMap map, String key) {
        YamlMap secret;
        try {
            secret = map.map(key);
        } catch (SettingsException _) {
            throw map.problem(key, "wanted " + WAYS + "; a secret does not stand in the file itself");
        }
        secret.onlyKeys("env", "file", "secret", "key", "parameter");
        List<String> ways = Stream.of("env", "file", "secret", "parameter").filter(secret::has).toList();
        if (ways.size() != 1) {
            throw map.problem(key, "wanted one of " + WAYS);
        }
        if (secret.has("key") && !secret.has("secret")) {
            throw secret.problem("key", "goes with secret: it names a field of its JSON");
        }
        return switch (ways.getFirst()) {
            case "env" -> secret.read("env", this::fromEnvironment);
            case "file" -> secret.read("file", text -> fromFile(paths.apply(text)));
            case "secret" -> {
                Optional<String> field = secret.find("key", text -> text);
                yield later(secret, "secret", name -> store.secret(name, field));
            }
            default -> later(secret, "parameter", store::parameter);
        };
    }

    /** Fetched when it is needed, so that who needs few may fetch few; told now where it never can be. */
    private Secret later(YamlMap secret, String key, Function<String, Secret> fetch) {
        secret.read(key, text -> text);
        Secret later = Secret.later(() -> secret.read(key, fetch));
        if (store.equals(Secret.Store.NONE)) {
            later.value();
        }
        return later;
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
