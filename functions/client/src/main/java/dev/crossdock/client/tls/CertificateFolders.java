package dev.crossdock.client.tls;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where containers' tools look for the certificates of one registry, unless told otherwise (containers-certs.d(5)). */
public final class CertificateFolders {
    private static final List<Path> OF_THE_MACHINE = List.of(Path.of("/etc/containers/certs.d"),
            Path.of("/etc/docker/certs.d"));

    private final List<Path> roots;

    CertificateFolders(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /** The user's own folder, then the machine's. */
    public static CertificateFolders standard(Map<String, String> environment) {
        List<Path> roots = new ArrayList<>();
        String home = environment.getOrDefault("HOME", "");
        if (!home.isEmpty()) {
            roots.add(Path.of(home, ".config/containers/certs.d"));
        }
        roots.addAll(OF_THE_MACHINE);
        return new CertificateFolders(roots);
    }

    /** The first folder that there is for this registry ({@code host[:port]}); the others are not looked at. */
    public Optional<Path> of(String registry) {
        return roots.stream().map(root -> root.resolve(registry))
                .filter(folder -> Files.isDirectory(folder) && Files.isReadable(folder)).findFirst();
    }
}
