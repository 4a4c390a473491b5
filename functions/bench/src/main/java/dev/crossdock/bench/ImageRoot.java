package dev.crossdock.bench;

import dev.crossdock.testkit.lambda.RuntimeClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the functions' image has in its layers, as a folder: the distribution's Java runtime, the package with AWS's client,
 * the AOT cache; and, for a base that has none, the C library of the Debian that this is built on.
 *
 * @param folder {@code base/} and {@code app/}, a layer each
 */
record ImageRoot(Path folder) {
    static final String RUNTIME = "opt/crossdock/runtime";
    static final String TASK = "var/task";
    static final String CACHE = "crossdock.aot";
    /** As jib has it for whatever it adds: a cache is good only for jars of the times that it was trained with. */
    static final FileTime TIME = FileTime.from(Instant.ofEpochSecond(1));
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+\\.so[.0-9]*) \\(0x");
    private static final String USERS = "root:x:0:0:root:/:/sbin/nologin\nfunction:x:993:990::/tmp:/sbin/nologin\n";

    Path base() {
        return folder.resolve("base");
    }

    Path app() {
        return folder.resolve("app");
    }

    Path cache() {
        return app().resolve(TASK).resolve(CACHE);
    }

    /** Lays out everything but the cache. */
    static ImageRoot lay(Place place, Path folder) throws IOException, InterruptedException {
        Place.delete(folder);
        ImageRoot root = new ImageRoot(folder);
        copy(place.module().resolveSibling("cli/target/crossdock/runtime"), root.app().resolve(RUNTIME));
        Path lib = Files.createDirectories(root.app().resolve(TASK).resolve("lib"));
        FunctionPackage zip = FunctionPackage.unpack(place, folder.resolve("zip"));
        String machine = System.getProperty("os.arch").equals("aarch64") ? "linux-aarch_64.so" : "linux-x86_64.so";
        try (Stream<Path> files = Files.list(zip.folder().resolve("lib"))) {
            for (Path file : files.filter(it -> !it.toString().endsWith(".so") || it.toString().endsWith(machine))
                    .toList()) {
                Files.move(file, lib.resolve(file.getFileName()));
            }
        }
        Place.delete(zip.folder());
        for (Path jar : RuntimeClient.jars()) {
            if (!Files.exists(lib.resolve(jar.getFileName()))) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
        root.layBase(lib);
        return root;
    }

    private void layBase(Path lib) throws IOException, InterruptedException {
        Files.createDirectories(base().resolve("tmp"));
        Files.createDirectories(base().resolve("etc"));
        Files.writeString(base().resolve("etc/passwd"), USERS);
        List<String> natives = new ArrayList<>(List.of("ldd"));
        for (Path from : List.of(app().resolve(RUNTIME), lib)) {
            try (Stream<Path> files = Files.walk(from)) {
                files.map(Path::toString).filter(it -> it.endsWith(".so")).forEach(natives::add);
            }
        }
        natives.add(app().resolve(RUNTIME).resolve("bin/java").toString());
        // For AWS's client, whose library is in its jar.
        natives.addAll(List.of("/lib/" + multiarch() + "/libgcc_s.so.1", "/lib/" + multiarch() + "/libnss_dns.so.2"));
        Process ldd = new ProcessBuilder(natives).redirectErrorStream(true).start();
        String said = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (ldd.waitFor() != 0) {
            throw new IOException("ldd: " + said.strip());
        }
        TreeSet<String> wanted = new TreeSet<>(natives.subList(natives.size() - 2, natives.size()));
        Matcher found = LIBRARY.matcher(said);
        while (found.find()) {
            if (!found.group(1).startsWith(folder.toString())) {
                wanted.add(found.group(1));
            }
        }
        for (String each : wanted) {
            Path copy = base().resolve(each.substring(1));
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of(each).toRealPath(), copy);
        }
    }

    private static String multiarch() {
        return System.getProperty("os.arch").equals("aarch64") ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
    }

    /** The class path as the image's Java is told, below another root. */
    List<String> classPath(Path root) throws IOException {
        try (Stream<Path> files = Files.list(app().resolve(TASK).resolve("lib"))) {
            return files.map(it -> it.getFileName().toString()).filter(it -> it.endsWith(".jar")).sorted()
                    .map(it -> root.resolve(TASK).resolve("lib").resolve(it).toString()).toList();
        }
    }

    /** Gives all files one time. */
    void settle() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, TIME);
            }
        }
    }

    /** A tree, links followed. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file.toRealPath(), copy);
                    Files.setPosixFilePermissions(copy, PosixFilePermissions
                            .fromString(Files.isExecutable(file) ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }
}
