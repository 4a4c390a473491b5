package dev.crossdock.proof.site;

import java.nio.file.Files;
import java.nio.file.Path;

/** The command, as the build left it. */
public final class Crossdock {
    private Crossdock() {}

    /** {@code bin/crossdock} in functions/cli/target. */
    public static String launcher() {
        Path launcher = Path.of(System.getProperty("crossdock.root"), "functions/cli/target/crossdock/bin/crossdock");
        if (!Files.isExecutable(launcher)) {
            throw new AssertionError("the distribution is missing: `mvn package` makes " + launcher);
        }
        return launcher.toString();
    }
}
