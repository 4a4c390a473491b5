package dev.crossdock.client.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The authorities that the machine trusts, besides those of the Java runtime, looked for as Go's tools do: a file and
 * folders, each to be replaced by the environment. Files that cannot be read say nothing here, as they do there.
 */
final class SystemAuthorities {
    private static final String FILE = "SSL_CERT_FILE";
    private static final String FOLDERS = "SSL_CERT_DIR";
    private static final int MAXIMUM_CERTIFICATES = 5_000;
    /** Debian and Alpine; Fedora and RHEL; SUSE; older RHEL; OpenELEC; CentOS and RHEL 7; Alpine. */
    private static final List<Path> FILES_OF_SYSTEMS = List.of(Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"), Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/pki/tls/cacert.pem"), Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));
    private static final List<String> ENDINGS = List.of(".crt", ".pem", ".cer");

    private final Map<String, String> environment;
    private final List<Path> usual;

    SystemAuthorities(Map<String, String> environment, List<Path> usual) {
        this.environment = Map.copyOf(environment);
        this.usual = List.copyOf(usual);
    }

    static SystemAuthorities ofThisMachine() {
        return new SystemAuthorities(System.getenv(), FILES_OF_SYSTEMS);
    }

    /** All of them; empty where the machine keeps none in these places. */
    List<X509Certificate> read() {
        Set<X509Certificate> found = new LinkedHashSet<>();
        set(FILE).map(Path::of).or(() -> usual.stream().filter(Files::isRegularFile).findFirst())
                .ifPresent(file -> add(found, file));
        set(FOLDERS).map(text -> Arrays.stream(text.split(":", -1)).filter(name -> !name.isEmpty()).map(Path::of))
                .ifPresent(folders -> folders.filter(Files::isDirectory).forEach(folder -> addAll(found, folder)));
        return found.stream().limit(MAXIMUM_CERTIFICATES).toList();
    }

    private Optional<String> set(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private static void addAll(Set<X509Certificate> found, Path folder) {
        for (String ending : ENDINGS) {
            try {
                PemFiles.in(folder, ending).forEach(file -> add(found, file));
            } catch (IOException e) {
                // Nobody pointed at it for this registry; the certificate is then not believed, and that is said.
            }
        }
    }

    private static void add(Set<X509Certificate> found, Path file) {
        try {
            if (found.size() < MAXIMUM_CERTIFICATES) {
                found.addAll(PemFiles.certificates(file));
            }
        } catch (IOException e) {
            // As above.
        }
    }
}
