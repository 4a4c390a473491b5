package dev.crossdock.proof.site;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs that the trials need and nobody here wrote. */
enum ForeignProgram {
    SKOPEO("skopeo"), DOCKER_REGISTRY("docker-registry");

    private static final Pattern SEPARATOR = Pattern.compile(File.pathSeparator, Pattern.LITERAL);

    private final String command;

    ForeignProgram(String command) {
        this.command = command;
    }

    /** Where it lies; a failure with the remedy where it does not. */
    String path() {
        return find(command, String.valueOf(System.getenv("PATH")));
    }

    static String find(String command, String searched) {
        return Stream.concat(SEPARATOR.splitAsStream(searched), Stream.of("/usr/bin", "/usr/sbin"))
                .filter(folder -> !folder.isEmpty()).map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable).map(Path::toString).findFirst()
                .orElseThrow(() -> new AssertionError(
                        ("%s is not installed, and the tests need it: "
                                + "apt-get install --no-install-recommends skopeo docker-registry")
                                .formatted(command)));
    }
}
