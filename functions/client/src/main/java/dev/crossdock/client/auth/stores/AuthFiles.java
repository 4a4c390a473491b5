package dev.crossdock.client.auth.stores;

import dev.crossdock.client.auth.CredentialSource;
import dev.crossdock.client.auth.CredentialSource.Found;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.Errand;
import dev.crossdock.image.Repository;
import dev.crossdock.transfer.RegistryException.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files in which skopeo, podman and docker keep credentials (containers-auth.json(5)). The first file that knows a
 * registry counts; in it the most specific key does.
 */
public final class AuthFiles {
    private static final String DOCKERS_OLD_NAME = ".dockercfg";

    private final List<Path> files;
    private final Map<String, String> environment;

    private AuthFiles(List<Path> files, Map<String, String> environment) {
        this.files = List.copyOf(files);
        this.environment = Map.copyOf(environment);
    }

    /** This file alone; throws {@link UnusableAuthFileException} where there is none, or it is no such file. */
    public static AuthFiles named(Path file, Map<String, String> environment) {
        if (!Files.isRegularFile(file)) {
            throw new UnusableAuthFileException(
                    "auth file %s: there is no such file; wanted one that docker login or podman login wrote"
                            .formatted(file));
        }
        open(file);
        return new AuthFiles(List.of(file), environment);
    }

    /** skopeo's order of looking: {@code $REGISTRY_AUTH_FILE} alone, or the files of containers, then docker's. */
    public static AuthFiles standard(Map<String, String> environment) {
        Optional<String> registryAuthFile = set(environment, "REGISTRY_AUTH_FILE");
        if (registryAuthFile.isPresent()) {
            return named(Path.of(registryAuthFile.get()), environment);
        }
        Path home = Path.of(set(environment, "HOME").orElse("/"));
        List<Path> places = new ArrayList<>();
        set(environment, "XDG_RUNTIME_DIR").map(folder -> Path.of(folder, "containers")).or(AuthFiles::runtimeFolder)
                .ifPresent(folder -> places.add(folder.resolve("auth.json")));
        places.add(set(environment, "XDG_CONFIG_HOME").map(Path::of).orElse(home.resolve(".config"))
                .resolve("containers/auth.json"));
        places.add(
                set(environment, "DOCKER_CONFIG").map(Path::of).orElse(home.resolve(".docker")).resolve("config.json"));
        places.add(home.resolve(DOCKERS_OLD_NAME));
        return new AuthFiles(places, environment);
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

    private static AuthFile open(Path file) {
        return AuthFile.read(file, file.endsWith(DOCKERS_OLD_NAME));
    }

    /** Finds who asks this registry ({@code host[:port]}) for this repository; nobody in particular where no file knows. */
    public CredentialSource source(String registry, Repository repository) {
        return errand -> {
            try {
                return find(errand, registry, repository);
            } catch (UnusableAuthFileException e) {
                throw new Refused(errand.got(String.valueOf(e.getMessage()),
                        "credentials that can be read: mend the file, or name others (--src-creds, --dest-creds)"), e);
            }
        };
    }

    private Found find(Errand errand, String registry, Repository repository) {
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                for (AuthFile.Entry entry : open(file).entries(registry, repository)) {
                    Found found = open(errand, file, registry, entry);
                    if (!(found.credentials() instanceof Credentials.Anonymous)) {
                        return found;
                    }
                }
            }
        }
        return Found.lasting(Credentials.anonymous(), "");
    }

    private Found open(Errand errand, Path file, String registry, AuthFile.Entry entry) {
        return switch (entry) {
            case AuthFile.Entry.Kept(Credentials credentials) -> Found.lasting(credentials, "auth file " + file);
            case AuthFile.Entry.Elsewhere(String helper) ->
                new CredentialProgram(helper, "auth file " + file, environment).source(registry).find(errand);
        };
    }
}
