import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lays out the distribution: bin/crossdock, lib/*.jar with the AOT cache, runtime/. Maven runs it from source with the
 * JDK of the toolchain: {@code java Pack.java MODULE_FOLDER OWN_JAR CLASS_PATH}.
 */
final class Pack {
    /** What the code and its libraries use, by jdeps and by what they load by name (TLS, SASL, zip file systems). */
    private static final List<String> MODULES = List.of("java.base", "java.logging", "java.management", "java.naming",
            "java.net.http", "java.security.jgss", "java.sql", "java.xml", "jdk.crypto.ec", "jdk.jfr", "jdk.management",
            "jdk.net", "jdk.unsupported", "jdk.zipfs");
    /** In the launcher and in the training run alike: the cache depends on some of them. */
    private static final List<String> FLAGS = List.of("-Xlog:disable", "-Xlog:all=warning,aot*=off,cds*=off:stderr",
            "-XX:+DisplayVMOutputToStderr", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    /** Below lib/: what the launcher names as java.library.path. */
    private static final String NATIVE = "native";
    private static final String TRAINING = "dev.crossdock.cli.Training";
    /** For the command's cache alone: profiles make the JVM compile at its start what a short command never uses again. */
    private static final List<String> UNPROFILED = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining",
            "-Djdk.reflect.useNativeAccessorOnly=true", selectors());
    private static final int SITE_SECONDS = 60;
    private static final int TRAINING_SECONDS = 300;
    /** The jars' times span twenty years from here. */
    private static final Instant FIRST_TIME = Instant.parse("2001-01-01T00:00:00Z");
    private static final long TIME_SPAN_SECONDS = 20L * 365 * 24 * 3600;

    private final Path module;
    private final Path home;
    private final Path lib;

    private Pack(Path module) {
        this.module = module;
        this.home = module.resolve("target/crossdock");
        this.lib = home.resolve("lib");
    }

    public static void main(String[] args) throws Exception {
        new Pack(Path.of(args[0])).run(Path.of(args[1]), args[2].split(java.io.File.pathSeparator));
    }

    private void run(Path ownJar, String[] classPath) throws Exception {
        List<Path> jars = copied(ownJar, classPath);
        String hash = hash(jars);
        Instant time = FIRST_TIME.plusSeconds(Long.parseLong(hash.substring(0, 12), 16) % TIME_SPAN_SECONDS / 2 * 2);
        for (Path jar : jars) {
            Files.setLastModifiedTime(jar, FileTime.from(time));
        }
        boolean runtimeIsNew = linkRuntime();
        boolean launcherIsNew = writeLauncher(jars, hash, time);
        if (runtimeIsNew || launcherIsNew || !Files.exists(cache(hash, "command"))) {
            deleteCaches();
            train(jars, cache(hash, "server"), List.of(), List.of("server"));
            trainCommand(jars, cache(hash, "command"));
        }
        Files.write(lib.resolve("crossdock-" + hash + ".checked"), new byte[0]);
    }

    /** Names the runtime's own provider of sockets, or the JDK looks into every jar for another one. */
    private static String selectors() {
        return "-Djava.nio.channels.spi.SelectorProvider=" + SelectorProvider.provider().getClass().getName();
    }

    private Path cache(String hash, String kind) {
        return lib.resolve("crossdock-%s-%s.aot".formatted(hash, kind));
    }

    /** Copies the jars into lib/ in class path order, the own one first, and deletes those of an earlier build. */
    private List<Path> copied(Path ownJar, String[] classPath) throws IOException {
        Files.createDirectories(lib);
        List<Path> jars = new ArrayList<>();
        jars.add(ownJar);
        Stream.of(classPath).map(Path::of).filter(Files::isRegularFile).forEach(jars::add);
        List<Path> copies = jars.stream().map(jar -> lib.resolve(jar.getFileName())).toList();
        if (copies.stream().distinct().count() < copies.size()) {
            throw new IOException("two jars of one name in the class path: " + jars);
        }
        try (Stream<Path> present = Files.list(lib)) {
            for (Path old : present.filter(file -> file.toString().endsWith(".jar") && !copies.contains(file)).toList()) {
                Files.delete(old);
            }
        }
        for (int i = 0; i < copies.size(); i++) {
            Files.copy(jars.get(i), copies.get(i), StandardCopyOption.REPLACE_EXISTING);
            Jar copy = new Jar(copies.get(i));
            copy.renewClasses();
            copy.unsign();
            copy.unpackNative(lib.resolve(NATIVE));
        }
        writeOutBootstraps(copies);
        return copies;
    }

    /** In our own jars: others were built for a Java without them. */
    private static void writeOutBootstraps(List<Path> jars) throws IOException {
        URL[] places = new URL[jars.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = jars.get(i).toUri().toURL();
        }
        try (URLClassLoader all = new URLClassLoader(places)) {
            for (Path jar : jars) {
                if (jar.getFileName().toString().startsWith("crossdock-")) {
                    new Jar(jar).writeOutBootstraps(all);
                }
            }
        }
    }

    /** Over the contents of the jars in class path order: what {@code cat JARS | sha256sum} prints. */
    private static String hash(List<Path> jars) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path jar : jars) {
            try (InputStream in = new DigestInputStream(Files.newInputStream(jar), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** True if it had to be made: its list of modules or the JDK is another one than last time. */
    private boolean linkRuntime() throws Exception {
        Path runtime = home.resolve("runtime");
        Path mark = module.resolve("target/runtime.made-of");
        String wanted = String.join(",", MODULES) + " " + Runtime.version() + " " + System.getProperty("java.home");
        if (Files.exists(mark) && Files.readString(mark).equals(wanted) && Files.exists(runtime.resolve("bin/java"))) {
            return false;
        }
        deleteTree(runtime);
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow(
                () -> new IOException("no jlink in " + System.getProperty("java.home") + ": install a whole JDK 25"));
        // The native libraries are stripped already, and stripping them again would need binutils.
        int exitCode = jlink.run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), "--add-modules",
                String.join(",", MODULES), "--strip-java-debug-attributes", "--no-header-files", "--no-man-pages",
                "--compress", "zip-6", "--output", runtime.toString());
        if (exitCode != 0) {
            throw new IOException("jlink: got exit code " + exitCode + ", wanted 0");
        }
        // Serves where the AOT cache cannot.
        finish("default class data", List.of(runtime.resolve("bin/java").toString(), "-Xshare:dump", "-Xlog:disable"));
        Files.writeString(mark, wanted);
        return true;
    }

    /** True if it says something else than last time: other jars, or other flags. */
    private boolean writeLauncher(List<Path> jars, String hash, Instant time) throws IOException {
        List<String> names = jars.stream().map(jar -> jar.getFileName().toString()).toList();
        DateTimeFormatter touch = DateTimeFormatter.ofPattern("yyyyMMddHHmm.ss").withZone(ZoneOffset.UTC);
        String text = Files.readString(module.resolve("src/dist/crossdock")).replace("@HASH@", hash)
                .replace("@TIME@", touch.format(time)).replace("@SELECTORS@", selectors())
                .replace("@JARS@", String.join(" ", names))
                .replace("@FLAGS@", FLAGS.stream().map(flag -> "'" + flag + "'").collect(Collectors.joining(" ")))
                .replace("@CLASSPATH@", names.stream().map("$lib/"::concat).collect(Collectors.joining(":")));
        Path launcher = home.resolve("bin/crossdock");
        boolean isNew = !Files.exists(launcher) || !Files.readString(launcher).equals(text);
        Files.createDirectories(launcher.getParent());
        Files.writeString(launcher, text);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        return isNew;
    }

    /**
     * Trains with a copy between two registries of another process: the JVM links all classes of a cache at its start,
     * so a short command gets a cache without theirs.
     */
    private void trainCommand(List<Path> jars, Path cache) throws Exception {
        List<String> command = new ArrayList<>(java(jars));
        command.addAll(List.of(TRAINING, "site"));
        Process site = new ProcessBuilder(command).redirectError(module.resolve("target/site.log").toFile()).start();
        try (BufferedReader said = site.inputReader(); Writer _ = site.outputWriter()) {
            String line = said.readLine();
            if (line == null) {
                throw new IOException("training site: it did not start, see target/site.log");
            }
            List<String> arguments = new ArrayList<>(List.of("command"));
            arguments.addAll(List.of(line.split(" ")));
            train(jars, cache, UNPROFILED, arguments);
        } finally {
            if (!site.waitFor(SITE_SECONDS, TimeUnit.SECONDS)) {
                site.destroyForcibly();
            }
        }
    }

    private void train(List<Path> jars, Path cache, List<String> options, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(java(jars));
        command.add(1, "-XX:AOTCacheOutput=" + cache);
        command.addAll(2, options);
        command.add(TRAINING);
        command.addAll(arguments);
        finish("training run", command);
        if (!Files.exists(cache)) {
            throw new IOException("training run: it left no " + cache);
        }
    }

    private List<String> java(List<Path> jars) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("runtime/bin/java").toString());
        command.addAll(FLAGS);
        command.add("-XX:+UseSerialGC");
        command.add("-Djava.library.path=" + lib.resolve(NATIVE));
        command.add("-cp");
        command.add(jars.stream().map(Path::toString).collect(Collectors.joining(java.io.File.pathSeparator)));
        return command;
    }

    private void finish(String name, List<String> command) throws Exception {
        Path output = module.resolve("target/pack.log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        if (!process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(name + ": not done after " + TRAINING_SECONDS + " s");
        }
        if (process.exitValue() != 0) {
            throw new IOException("%s: got exit code %d, wanted 0:%n%s".formatted(name, process.exitValue(),
                    Files.readString(output)));
        }
    }

    private void deleteCaches() throws IOException {
        try (Stream<Path> files = Files.list(lib)) {
            for (Path file : files.filter(f -> Files.isRegularFile(f) && !f.toString().endsWith(".jar")).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
