package dev.crossdock.client.auth.stores;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.client.auth.Credentials;
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
import java.util.Set;

/**
 * What one file says.
 *
 * @param auths       credentials, or nothing, by registry and namespace
 * @param credHelpers names of programs by the same keys
 * @param credsStore  the program for everything else; empty text where there is none
 */
record AuthFile(Path file, JsonNode auths, JsonNode credHelpers, String credsStore) {
    private static final int MAXIMUM_BYTES = 4 << 20;
    private static final Set<String> NAMES_OF_DOCKER_HUB = Set.of("index.docker.io", "registry-1.docker.io",
            "registry.hub.docker.com");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where credentials of a registry lie. */
    sealed interface Entry {
        /** In this file. */
        record Kept(Credentials credentials) implements Entry {}

        /** With a program. */
        record Elsewhere(String helper) implements Entry {}
    }

    /** Throws {@link UnusableAuthFileException}; docker's old file is nothing but the map of its keys. */
    static AuthFile read(Path file, boolean old) {
        JsonNode root = parse(file);
        if (!root.isObject() && !root.isMissingNode()) {
            throw new UnusableAuthFileException("auth file %s: wanted a JSON object".formatted(file));
        }
        return new AuthFile(file, old ? root : root.path("auths"), root.path("credHelpers"),
                root.path("credsStore").asText(""));
    }

    private static JsonNode parse(Path file) {
        try {
            if (Files.size(file) > MAXIMUM_BYTES) {
                throw new UnusableAuthFileException(
                        "auth file %s: wanted at most %d bytes".formatted(file, MAXIMUM_BYTES));
            }
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new UnusableAuthFileException(
                    "auth file %s: not JSON; wanted {\"auths\": …} as docker login and podman login write it"
                            .formatted(file));
        } catch (IOException e) {
            throw new UnusableAuthFileException("auth file %s: cannot be read: %s".formatted(file, e.getMessage()));
        }
    }

    /** Where to look for who asks, in order: the most specific key first, in the end the program for everything. */
    List<Entry> entries(String registry, Repository repository) {
        List<Entry> found = new ArrayList<>();
        for (String key = canonical(registry) + "/" + repository; !key.isEmpty(); key = parent(key)) {
            value(credHelpers, key).map(JsonNode::asText).filter(name -> !name.isEmpty()).map(Entry.Elsewhere::new)
                    .ifPresent(found::add);
            value(auths, key).flatMap(entry -> kept(registry, entry)).map(Entry.Kept::new).ifPresent(found::add);
        }
        if (!credsStore.isEmpty()) {
            found.add(new Entry.Elsewhere(credsStore));
        }
        return found;
    }

    private static String parent(String key) {
        return key.substring(0, Math.max(0, key.lastIndexOf('/')));
    }

    private static Optional<JsonNode> value(JsonNode map, String key) {
        JsonNode exact = map.get(key);
        if (exact != null) {
            return Optional.of(exact);
        }
        return map.properties().stream().filter(entry -> canonical(entry.getKey()).equals(key)).findFirst()
                .map(Map.Entry::getValue);
    }

    /** Docker Hub has many names; docker writes old keys as addresses: {@code https://index.docker.io/v1/}. */
    private static String canonical(String key) {
        int scheme = key.startsWith("http://") || key.startsWith("https://") ? key.indexOf("//") + 2 : 0;
        int slash = key.indexOf('/', scheme);
        String host = key.substring(scheme, slash < 0 ? key.length() : slash);
        String path = slash < 0 || scheme > 0 ? "" : key.substring(slash).replaceFirst("^(/v[12])?/?$", "");
        return (NAMES_OF_DOCKER_HUB.contains(host) ? Reference.DOCKER_HUB : host) + path;
    }

    /** Empty where docker left nothing but a note that it keeps something elsewhere. */
    private Optional<Credentials> kept(String registry, JsonNode entry) {
        String identityToken = entry.path("identitytoken").asText("");
        if (!identityToken.isEmpty()) {
            return Optional.of(new Credentials.IdentityToken(identityToken));
        }
        String registryToken = entry.path("registrytoken").asText("");
        if (!registryToken.isEmpty()) {
            return Optional.of(new Credentials.Bearer(requireClean(registry, registryToken)));
        }
        String user = entry.path("username").asText("");
        if (!user.isEmpty()) {
            return Optional.of(new Credentials.Basic(user, entry.path("password").asText("")));
        }
        String auth = entry.path("auth").asText("");
        return auth.isEmpty() ? Optional.empty() : Optional.of(decoded(registry, auth));
    }

    private Credentials decoded(String registry, String auth) {
        try {
            String text = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            return Credentials.parse(text.replaceAll("\0+$", ""));
        } catch (IllegalArgumentException e) {
            throw new UnusableAuthFileException(
                    "auth file %s: \"auth\" of %s is not the base64 of user:password".formatted(file, registry));
        }
    }

    /** It becomes a header as it is. */
    private String requireClean(String registry, String token) {
        if (token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return token;
        }
        throw new UnusableAuthFileException(
                "auth file %s: \"registrytoken\" of %s is no token: it has blanks or control characters".formatted(file,
                        registry));
    }
}
