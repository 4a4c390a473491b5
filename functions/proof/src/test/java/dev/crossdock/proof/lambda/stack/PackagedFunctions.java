package dev.crossdock.proof.lambda.stack;

import dev.crossdock.testkit.lambda.RuntimeClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The package as Lambda lays it out: its root and its lib/*.jar, behind AWS's own client. */
final class PackagedFunctions {
    private static final Path ROOT = Path.of(System.getProperty("crossdock.root"));
    private static final Path PACKAGE = ROOT.resolve("functions/aws/target/crossdock-lambda.zip");

    private PackagedFunctions() {}

    /** Unpacks it into the folder. */
    static List<Path> classPath(Path folder) {
        List<Path> path = new ArrayList<>(RuntimeClient.jars());
        if (Files.isRegularFile(PACKAGE)) {
            unpack(PACKAGE, folder);
            path.add(folder);
            path.addAll(RuntimeClient.jarsIn(folder.resolve("lib")));
        } else {
            System.out.println(PACKAGE + " is not built: the functions run from the class path of this build");
            Arrays.stream(System.getProperty("java.class.path").split(":", -1)).map(Path::of).forEach(path::add);
        }
        return path;
    }

    static void unpack(Path archive, Path folder) {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
                ZipEntry entry = entries.nextElement();
                Path file = folder.resolve(entry.getName()).normalize();
                if (!file.startsWith(folder)) {
                    throw new IOException(entry.getName() + ": leads out of the package");
                }
                if (!entry.isDirectory()) {
                    Files.createDirectories(file.getParent());
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(archive.toString(), e);
        }
    }
}
