package dev.crossdock.proof.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiler's gates are shut: with the root pom's own arguments a known bug of each kind does not compile. */
class NullCanaryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    private Path folder;

    /** How a compiler run ended. */
    private record Compilation(int exitCode, String output) {}

    @Test
    void possiblyNull_isNotDereferenced() throws Exception {
        assertThat(compiled("int length(@Nullable String s) { return s.length(); }")).satisfies(refused("[NullAway]"));
        assertThat(compiled("int length(@Nullable String s) { return s == null ? 0 : s.length(); }")).satisfies(
                NullCanaryTest::accepted);
    }

    @Test
    void possiblyNull_isNotPutWhereNullIsNotExpected_inTypeArguments() throws Exception {
        assertThat(compiled("List<String> f(List<@Nullable String> l) { return l; }")).satisfies(refused("[NullAway]"));
        assertThat(compiled("List<@Nullable String> f(List<@Nullable String> l) { return l; }")).satisfies(
                NullCanaryTest::accepted);
    }

    @Test
    void errorProne_isAwake() throws Exception {
        assertThat(compiled("boolean f(String s) { return s.equals(s); }")).satisfies(refused("[SelfEquals]"));
        assertThat(compiled("boolean f(String s) { return s.equals(\"s\"); }")).satisfies(NullCanaryTest::accepted);
    }

    @Test
    void warning_isAnError() throws Exception {
        assertThat(compiled("List f() { return List.of(); }")).satisfies(refused("[rawtypes]"));
        assertThat(compiled("List<String> f() { return List.of(); }")).satisfies(NullCanaryTest::accepted);
    }

    private static org.assertj.core.api.ThrowingConsumer<Compilation> refused(String check) {
        return compilation -> {
            assertThat(compilation.output()).contains(check);
            assertThat(compilation.exitCode()).isNotZero();
        };
    }

    private static void accepted(Compilation compilation) {
        assertThat(compilation).isEqualTo(new Compilation(0, ""));
    }

    private Compilation compiled(String method) throws Exception {
        Path source = folder.resolve("Canary.java");
        Files.writeString(source, """
                package canary;

                import java.util.List;
                import org.jspecify.annotations.NullMarked;
                import org.jspecify.annotations.Nullable;
                @NullMarked
                class Canary {
                    @Nullable List<String> none;
                    %s
                }
                """.formatted(method));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/javac").toString()));
        command.addAll(rootArguments());
        command.addAll(List.of("-d", folder.toString(), "-cp", testClassPath("jspecify"), "-processorpath",
                testClassPath(""), source.toString()));
        Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Compilation(javac.waitFor(), output);
    }

    private static List<String> rootArguments() throws Exception {
        File pom = new File(System.getProperty("crossdock.root"), "pom.xml");
        NodeList lists = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(pom)
                .getElementsByTagName("compilerArgs");
        assertThat(lists.getLength()).as("lists of compilerArgs in " + pom).isEqualTo(1);
        NodeList arguments = ((Element) lists.item(0)).getElementsByTagName("arg");
        return IntStream.range(0, arguments.getLength()).mapToObj(n -> arguments.item(n).getTextContent()).toList();
    }

    /** The jars of this test's own class path whose names contain the word. */
    private static String testClassPath(String word) throws IOException {
        List<String> jars = List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
                .filter(entry -> entry.endsWith(".jar") && Path.of(entry).getFileName().toString().contains(word))
                .toList();
        assertThat(jars).as("jars named " + word).isNotEmpty();
        return String.join(File.pathSeparator, jars);
    }
}
