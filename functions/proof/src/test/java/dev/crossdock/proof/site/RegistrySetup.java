package dev.crossdock.proof.site;

import dev.crossdock.proof.Distribution;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a registry of a trial is set up; both kinds read the same config.yml. */
public record RegistrySetup(String name, Kind kind, Path root, Optional<Webhook> webhook, Optional<Path> htpasswd,
        String javaOptions) {
    /** Whose program it is. */
    public enum Kind {
        /** Debian's docker-registry. */
        FOREIGN,
        /** {@code crossdock registry serve}. */
        OWN
    }

    /** Where it sends its notifications. */
    public record Webhook(String url, String token) {}

    /** Without notifications and without passwords. */
    public RegistrySetup(String name, Kind kind, Path root) {
        this(name, kind, root, Optional.empty(), Optional.empty(), "");
    }

    /** With notifications. */
    public RegistrySetup notifying(String url, String token) {
        return new RegistrySetup(name, kind, root, Optional.of(new Webhook(url, token)), htpasswd, javaOptions);
    }

    /** With passwords. */
    public RegistrySetup guarded(Path passwords) {
        return new RegistrySetup(name, kind, root, webhook, Optional.of(passwords), javaOptions);
    }

    /** With options for its JVM. */
    public RegistrySetup withJavaOptions(String options) {
        return new RegistrySetup(name, kind, root, webhook, htpasswd, options);
    }

    List<String> command(Path config) {
        return switch (kind) {
            case FOREIGN -> List.of(ForeignProgram.DOCKER_REGISTRY.path(), "serve", config.toString());
            case OWN -> List.of(Distribution.built().launcher().toString(), "registry", "serve", config.toString());
        };
    }

    Map<String, String> environment() {
        return Map.of("CROSSDOCK_JAVA_OPTS", javaOptions);
    }

    String config(int port) {
        StringBuilder yaml = new StringBuilder("""
                version: 0.1
                http:
                  addr: 127.0.0.1:%d
                storage:
                  filesystem:
                    rootdirectory: %s
                  delete:
                    enabled: true
                """.formatted(port, root));
        htpasswd.ifPresent(file -> yaml.append("""
                auth:
                  htpasswd:
                    realm: trial
                    path: %s
                """.formatted(file)));
        webhook.ifPresent(hook -> yaml.append("""
                notifications:
                  endpoints:
                    - name: crossdock
                      url: %s
                      headers:
                        Authorization: [Bearer %s]
                      timeout: 5s
                      threshold: 3
                      backoff: 500ms
                      ignore:
                        # Without a media type, distribution 2.8 ignores no action either.
                        mediatypes: [application/x-none]
                        actions: [pull]
                """.formatted(hook.url(), hook.token())));
        return yaml.toString();
    }
}
