package dev.crossdock.client.auth.stores;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.client.auth.CredentialSource;
import dev.crossdock.client.auth.CredentialSource.Found;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.Errand;
import dev.crossdock.image.Quoted;
import dev.crossdock.image.Reference;
import dev.crossdock.transfer.RegistryException.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A program {@code docker-credential-NAME} that keeps credentials, or makes them (docker-credential-helpers, "get": the
 * registry on stdin, {@code {"Username", "Secret"}} on stdout).
 */
public final class CredentialProgram {
    private static final String PREFIX = "docker-credential-";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    /** docker keeps Docker Hub under this name. */
    private static final String DOCKERS_NAME_OF_DOCKER_HUB = "https://index.docker.io/v1/";
    private static final String TOKEN_USER = "<token>";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final String namedBy;
    private final Map<String, String> environment;

    /** With what follows {@code docker-credential-}, who wants it asked, for messages, and whose PATH has it. */
    public CredentialProgram(String name, String namedBy, Map<String, String> environment) {
        this.name = name;
        this.namedBy = namedBy;
        this.environment = Map.copyOf(environment);
    }

    /** Whether it can be the name of such a program: it becomes a part of a file's name. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Asks the program who we are to this registry ({@code host[:port]}). */
    public CredentialSource source(String registry) {
        return errand -> {
            Found found = Found.lasting(Credentials.anonymous(), "");
            for (String key : registry.equals(Reference.DOCKER_HUB)
                    ? List.of(DOCKERS_NAME_OF_DOCKER_HUB, registry)
                    : List.of(registry)) {
                if (found.credentials() instanceof Credentials.Anonymous) {
                    found = ask(errand, key);
                }
            }
            return found;
        };
    }

    private Found ask(Errand errand, String key) {
        ProgramRun.Outcome outcome;
        try {
            outcome = ProgramRun.STANDARD.get(program(errand), key);
        } catch (IOException e) {
            throw refused(errand, String.valueOf(e.getMessage()), key);
        }
        if (outcome.exitCode() != 0) {
            if (saysNotFound(outcome)) {
                return Found.lasting(Credentials.anonymous(), "");
            }
            throw refused(errand, "exit code " + outcome.exitCode(), key);
        }
        return Found.lasting(read(errand, key, outcome.stdout()), PREFIX + name);
    }

    /** What docker's own helpers say, on stdout, of a registry that they do not know. */
    private static boolean saysNotFound(ProgramRun.Outcome outcome) {
        String said = new String(outcome.stdout(), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        return said.contains("credentials not found") || said.contains("no credentials");
    }

    private Credentials read(Errand errand, String key, byte[] answer) {
        JsonNode root;
        try {
            root = JSON.readTree(answer);
        } catch (IOException e) {
            throw refused(errand, "an answer that is not JSON", key);
        }
        String user = root.path("Username").asText("");
        String secret = root.path("Secret").asText("");
        if (secret.isEmpty()) {
            return Credentials.anonymous();
        }
        if (user.equals(TOKEN_USER)) {
            return new Credentials.IdentityToken(secret);
        }
        if (user.isEmpty() || user.indexOf(':') >= 0) {
            throw refused(errand, "an answer without a usable Username", key);
        }
        return new Credentials.Basic(user, secret);
    }

    private Path program(Errand errand) {
        if (!isName(name)) {
            throw new Refused(errand.got("the credential helper \"%s\" from %s".formatted(Quoted.capped(name), namedBy),
                    "the NAME of a program " + PREFIX + "NAME, without a path"), null);
        }
        Optional<Path> found = Arrays.stream(environment.getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> folder.startsWith("/")).map(folder -> Path.of(folder, PREFIX + name))
                .filter(Files::isExecutable).filter(Files::isRegularFile).findFirst();
        return found.orElseThrow(() -> new Refused(errand.got(
                "no program %s%s on the PATH, which %s names".formatted(PREFIX, name, namedBy),
                "it installed, or credentials named otherwise (--src-creds, --dest-creds)"), null));
    }

    private Refused refused(Errand errand, String got, String key) {
        return new Refused(errand.got("%s from %s%s, which %s names".formatted(got, PREFIX, name, namedBy),
                "credentials within %d s (try: echo %s | %s%s get)"
                        .formatted(ProgramRun.STANDARD.longest().toSeconds(), Quoted.capped(key), PREFIX, name)),
                null);
    }
}
