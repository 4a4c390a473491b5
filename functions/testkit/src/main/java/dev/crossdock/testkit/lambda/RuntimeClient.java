package dev.crossdock.testkit.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** AWS's runtime interface client: what Lambda puts before a function's own class path. */
public final class RuntimeClient {
    /** Made once for this JVM. */
    private static final class Unpacked {
        private static final Path LIBRARY = unpack();
    }

    private RuntimeClient() {}

    /**
     * Its native library. Left alone each process unpacks it to the same file in /tmp, and what another process has
     * just loaded from there crashes.
     */
    static Path library() {
        return Unpacked.LIBRARY;
    }

    private static Path unpack() {
        String name = "jni/libaws-lambda-jni.linux-%s.so".formatted(
                System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64");
        Path client = jars().stream().filter(jar -> jar.toString().contains("runtime-interface-client")).findFirst()
                .orElseThrow();
        try (ZipFile zip = new ZipFile(client.toFile());
                InputStream in = zip.getInputStream(Objects.requireNonNull(zip.getEntry(name), name))) {
            Path file = Files.createTempFile("lambda-runtime", ".so");
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jars, as the build laid them out. */
    public static List<Path> jars() {
        return jarsIn(Path.of(System.getProperty("crossdock.root"), "functions/testkit/target/lambda-runtime"));
    }

    /** The jars of a folder, in an order that is the same everywhere; throws where there are none. */
    public static List<Path> jarsIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
            if (jars.isEmpty()) {
                throw new IllegalStateException(folder + ": has no jars; the build lays them out");
            }
            return jars;
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": the build lays it out", e);
        }
    }
}
