package dev.crossdock.client.auth;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.image.Reference;
import dev.crossdock.image.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files in which skopeo, podman and docker keep credentials (containers-auth.json(5)). The first file that knows a
 * registry counts; in it the most specific key does.
 */
public final class AuthFile {
    private static final int MAXIMUM_BYTES = 4 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Path> files;

    private AuthFile(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /** This file alone; throws {@link UnusableAuthFileException} where there is none. */
    public static AuthFile named(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UnusableAuthFileException("auth file %s: there is no such file".formatted(file));
        }
        return new AuthFile(List.of(file));
    }

    /** skopeo's order of looking: {@code $REGISTRY_AUTH_FILE} alone, or the files of containers, then docker's. */
    public static AuthFile standard(Map<String, String> environment) {
        Optional<String> registryAuthFile = set(environment, "REGISTRY_AUTH_FILE");
        if (registryAuthFile.isPresent()) {
            return named(Path.of(registryAuthFile.get()));
        }
        Path home = Path.of(set(environment, "HOME").orElse("/"));
        List<Path> places = new ArrayList<>();
        set(environment, "XDG_RUNTIME_DIR").map(folder -> Path.of(folder, "containers")).or(AuthFile::runtimeFolder)
                .ifPresent(folder -> places.add(folder.resolve("auth.json")));
        places.add(set(environment, "XDG_CONFIG_HOME").map(Path::of).orElse(home.resolve(".config"))
                .resolve("containers/auth.json"));
        places.add(
                set(environment, "DOCKER_CONFIG").map(Path::of).orElse(home.resolve(".docker")).resolve("config.json"));
        return new AuthFile(places.stream().filter(Files::isRegularFile).toList());
    }

    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** Where skopeo looks when no runtime folder is set. */
    private static Optional<Path> runtimeFolder() {
        try {
            return Optional.of(Path.of("/run/containers/" + Files.getAttribute(Path.of("/proc/self"), "unix:uid")));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /**
     * Who asks this registry ({@code host[:port]}) for this repository; anonymous where no file knows. Throws
     * {@link UnusableAuthFileException} where a file cannot be read, or needs a credential helper for this registry.
     */
    public Credentials credentials(String registry, Repository repository) {
        for (Path file : files) {
            Optional<Credentials> found = new Content(file, read(file)).find(canonical(registry), repository);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return Credentials.anonymous();
    }

    private static JsonNode read(Path file) {
        try {
            if (Files.size(file) > MAXIMUM_BYTES) {
                throw new UnusableAuthFileException(
                        "auth file %s: wanted at most %d bytes".formatted(file, MAXIMUM_BYTES));
            }
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new UnusableAuthFileException("auth file %s: not JSON".formatted(file));
        } catch (IOException e) {
            throw new UnusableAuthFileException("auth file %s: cannot be read: %s".formatted(file, e.getMessage()));
        }
    }

    /** Docker Hub has many names; docker writes old keys as addresses: {@code https://index.docker.io/v1/}. */
    private static String canonical(String key) {
        String text = key;
        if (text.startsWith("http://") || text.startsWith("https://")) {
            String rest = text.substring(text.indexOf("//") + 2);
            text = rest.indexOf('/') < 0 ? rest : rest.substring(0, rest.indexOf('/'));
        }
        return text.equals("index.docker.io") || text.equals("registry-1.docker.io") ? Reference.DOCKER_HUB : text;
    }

    /** What one file says. */
    private record Content(Path file, JsonNode root) {
        Optional<Credentials> find(String registry, Repository repository) {
            for (Map.Entry<String, JsonNode> helper : root.path("credHelpers").properties()) {
                if (canonical(helper.getKey()).equals(registry)) {
                    throw needsHelper(registry, helper.getValue().asText());
                }
            }
            for (String key = registry + "/" + repository; !key.isEmpty(); key = parent(key)) {
                for (Map.Entry<String, JsonNode> entry : root.path("auths").properties()) {
                    if (canonical(entry.getKey()).equals(key)) {
                        return Optional.of(read(registry, entry.getValue()));
                    }
                }
            }
            return Optional.empty();
        }

        private static String parent(String key) {
            return key.substring(0, Math.max(0, key.lastIndexOf('/')));
        }

        private Credentials read(String registry, JsonNode entry) {
            if (!entry.path("identitytoken").asText("").isEmpty()) {
                throw new UnusableAuthFileException(
                        ("auth file %s: for %s it holds an identity token, which crossdock cannot use yet; wanted a user"
                                + " and a password (--src-creds, --dest-creds)").formatted(file, registry));
            }
            String user = entry.path("username").asText("");
            if (!user.isEmpty()) {
                return new Credentials.Basic(user, entry.path("password").asText(""));
            }
            String auth = entry.path("auth").asText("");
            if (auth.isEmpty()) {
                throw needsHelper(registry, root.path("credsStore").asText("unnamed"));
            }
            try {
                String decoded = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
                return Credentials.parse(decoded.replaceAll("\0+$", ""));
            } catch (IllegalArgumentException e) {
                throw new UnusableAuthFileException(
                        "auth file %s: \"auth\" of %s is not the base64 of user:password".formatted(file, registry));
            }
        }

        private UnusableAuthFileException needsHelper(String registry, String helper) {
            return new UnusableAuthFileException(
                    ("auth file %s: for %s it names the credential helper %s, which crossdock"
                            + " cannot call yet; wanted a user and a password (--src-creds, --dest-creds)")
                            .formatted(file,
                                    registry, helper.replaceAll("[^A-Za-z0-9._-]", "?")));
        }
    }
}
