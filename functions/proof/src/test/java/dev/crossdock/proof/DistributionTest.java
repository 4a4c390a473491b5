package dev.crossdock.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.CopyOption;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.crossdock.proof.Distribution.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Moves the distribution, changes its jars, takes its runtime away; the command always runs the code that is there. */
class DistributionTest {
    private static final String VERSION = "0.1.0";
    private static final Answer BUILT = new Answer(0, "crossdock version 0.1.0\n", "");
    private static final Answer REPLACED = new Answer(0, "crossdock version 9.9.9\n", "");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    private Path folder;

    /** A way in which people move a folder. */
    enum Move {
        CP, CP_P, TAR, ZIP;

        Distribution to(Path folder) throws IOException {
            Path from = Distribution.built().home();
            Path to = folder.resolve("moved to " + name());
            switch (this) {
                case CP -> shell("cp -r '%s' '%s'".formatted(from, to));
                case CP_P -> shell("cp -rp '%s' '%s'".formatted(from, to));
                case TAR -> shell("mkdir '%2$s' && tar -cf - -C '%1$s' . | tar -xf - -C '%2$s'".formatted(from, to));
                case ZIP -> zipped(from, to, folder.resolve("crossdock.zip"));
            }
            return new Distribution(to);
        }
    }

    /** A way in which a jar comes to hold other code. */
    enum Change {
        BY_ANOTHER, BY_TWIN, IN_PLACE;

        void of(Path jar) throws IOException {
            switch (this) {
                case BY_ANOTHER -> ReplacedJar.byAnother(jar, VERSION);
                case BY_TWIN -> ReplacedJar.byTwin(jar, VERSION);
                case IN_PLACE -> ReplacedJar.inPlace(jar, VERSION);
            }
        }
    }

    @Test
    void asBuilt_answersFromTheCache() {
        assertThat(Distribution.built().run("--version")).isEqualTo(BUILT);
        assertThat(Distribution.built().usesCache()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void moved_answersQuietly_thenFromTheCache(Move move) throws Exception {
        Distribution moved = move.to(folder);

        assertThat(moved.run("--version")).isEqualTo(BUILT);
        assertThat(moved.run("--version")).isEqualTo(BUILT);
        assertThat(moved.usesCache()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void jarChanged_newCodeRuns(Change change) throws Exception {
        Distribution moved = Move.CP_P.to(folder);
        assertThat(moved.run("--version")).isEqualTo(BUILT);

        change.of(moved.jar("crossdock-cli"));

        assertThat(moved.run("--version")).isEqualTo(REPLACED);
        assertThat(moved.run("--version")).isEqualTo(REPLACED);
    }

    @ParameterizedTest
    @EnumSource
    void jarChanged_thenMoved_newCodeRuns(Change change) throws Exception {
        Distribution changed = Move.CP_P.to(Files.createDirectory(folder.resolve("first")));
        change.of(changed.jar("crossdock-cli"));
        Path again = folder.resolve("again");
        shell("cp -rp '%s' '%s'".formatted(changed.home(), again));

        assertThat(new Distribution(again).run("--version")).isEqualTo(REPLACED);
    }

    @Test
    void jarChangedBack_cacheServesAgain() throws Exception {
        Distribution moved = Move.CP_P.to(folder);
        Path jar = moved.jar("crossdock-cli");
        Path original = Files.copy(jar, folder.resolve("original.jar"));
        ReplacedJar.byAnother(jar, VERSION);
        assertThat(moved.run("--version")).isEqualTo(REPLACED);

        Files.copy(original, jar, StandardCopyOption.REPLACE_EXISTING);

        assertThat(moved.run("--version")).isEqualTo(BUILT);
        assertThat(moved.usesCache()).isTrue();
    }

    @Test
    void cacheUnusable_isSkippedQuietly() throws Exception {
        Distribution moved = Move.CP_P.to(folder);
        try (var caches = Files.newDirectoryStream(moved.home().resolve("lib"), "*.aot")) {
            for (Path cache : caches) {
                Files.writeString(cache, "not a cache");
            }
        }

        assertThat(moved.run("--version")).isEqualTo(BUILT);
        assertThat(moved.usesCache()).isFalse();
    }

    @Test
    void linkedTwice_findsItsFolder() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("crossdock"), Distribution.built().launcher());
        Path bin = Files.createDirectory(folder.resolve("my bin"));
        Path second = Files.createSymbolicLink(bin.resolve("dock"), Path.of("../" + link.getFileName()));

        assertThat(Distribution.run(Map.of(), List.of(second.toString(), "--version"))).isEqualTo(BUILT);
    }

    @Test
    void javaOpts_reachTheJvm_whichTalksToStderrOnly() {
        Answer answer = Distribution.built().run(
                Map.of("CROSSDOCK_JAVA_OPTS", "-XX:+UseParallelGC -XX:+PrintCommandLineFlags"), "--version");

        assertThat(answer.stdout()).isEqualTo(BUILT.stdout());
        assertThat(answer.stderr()).contains("-XX:+UseParallelGC").contains("-XX:TieredStopAtLevel=1");
    }

    @ParameterizedTest
    @EnumSource
    void longRunningVerb_getsTheOptimisingCompiler(LongVerb verb) {
        Answer answer = Distribution.built().run(Map.of("CROSSDOCK_JAVA_OPTS", "-XX:+PrintCommandLineFlags"),
                verb.name().toLowerCase(java.util.Locale.ROOT), "--help");

        assertThat(answer.stderr()).contains("-XX:+UseSerialGC").doesNotContain("TieredStopAtLevel");
    }

    enum LongVerb {
        SERVE, REGISTRY, DEMO
    }

    @Test
    void exitCode_isTheCommands() {
        Answer answer = Distribution.built().run("no-such-verb");

        assertThat(answer.exitCode()).isEqualTo(64);
        assertThat(answer.stdout()).isEmpty();
    }

    @Test
    void otherJavaOnPath_isNotAsked() throws Exception {
        Path java = Distribution.script(folder.resolve("java"), "echo 'openjdk version \"17.0.1\"' >&2; exit 3");

        assertThat(
                Distribution.built().run(Map.of("PATH", java.getParent() + ":" + System.getenv("PATH")), "--version"))
                .isEqualTo(BUILT);
    }

    @Test
    void ownRuntimeBroken_javaHomeServes() throws Exception {
        Distribution moved = Move.CP_P.to(folder);
        Distribution.script(moved.home().resolve("runtime/bin/java"), "exit 127");

        assertThat(moved.run(Map.of("JAVA_HOME", System.getProperty("java.home")), "--version")).isEqualTo(BUILT);
    }

    @Test
    void ownRuntimeMissing_onlyOldJava_saysWhatToDo() throws Exception {
        Distribution moved = Move.CP_P.to(folder);
        shell("rm -r '%s'".formatted(moved.home().resolve("runtime")));
        Path java = Distribution.script(folder.resolve("old/bin/java"), "echo 'openjdk version \"17.0.1\"' >&2");

        Answer answer = moved.run(Map.of("PATH", java.getParent() + ":" + System.getenv("PATH")), "--version");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stdout()).isEmpty();
        assertThat(answer.stderr().lines()).singleElement().asString().startsWith("crossdock: the Java runtime in ")
                .endsWith("install a Java 25 and set JAVA_HOME to it");
    }

    private static void shell(String script) {
        assertThat(Distribution.run(Map.of(), List.of("/bin/sh", "-ec", script))).isEqualTo(new Answer(0, "", ""));
    }

    private static void zipped(Path from, Path to, Path zip) throws IOException {
        Map<String, ?> options = Map.of("create", true, "enablePosixFileAttributes", true);
        try (FileSystem file = FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), options)) {
            copy(from, file.getPath("/"));
        }
        try (FileSystem file = FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), options)) {
            copy(file.getPath("/"), to);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
                    Files.copy(file, copy, new CopyOption[]{StandardCopyOption.COPY_ATTRIBUTES});
                    Files.setPosixFilePermissions(copy, permissions);
                }
            }
        }
    }
}
