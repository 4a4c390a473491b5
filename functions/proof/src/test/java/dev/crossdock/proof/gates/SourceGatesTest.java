package dev.crossdock.proof.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

/** A gate that never shuts is none: each one is shown a place that breaks its rule, and one just within it. */
class SourceGatesTest {
    private static final String TEST_FILE = "functions/image/src/test/java/x/X.java";

    @Test
    void method_ofFortyOneLines_isRefused() {
        assertThat(violations(method(40))).isEmpty();
        assertThat(violations(method(41))).singleElement().asString()
                .isEqualTo(TEST_FILE + ":2: method: f: got 41, wanted at most 40");
    }

    @Test
    void method_raisedWithAReason_passes() {
        assertThat(violations("class X {\n// tidy: method a long table\n" + body(60) + "}")).isEmpty();
        assertThat(violations("class X {\n// tidy: method\n" + body(60) + "}")).hasSize(1);
    }

    @Test
    void file_longerThanThreeHundredLines_isRefused() {
        assertThat(violations("class X {\n" + "\n".repeat(298) + "}")).isEmpty();
        assertThat(violations("class X {\n" + "\n".repeat(299) + "}")).hasSize(1);
        assertThat(violations("/* licence\n *\n */\nclass X {\n" + "\n".repeat(298) + "}")).isEmpty();
    }

    @Test
    void parameters_beyondTheLimit_areRefused() {
        assertThat(violations("class X { void f(int a, int b, int c, int d) {} }")).isEmpty();
        assertThat(violations("class X { void f(int a, int b, int c, int d, int e) {} }")).hasSize(1);
        assertThat(violations("class X { X(int a, int b, int c, int d, int e, int f) {} }")).isEmpty();
        assertThat(violations("class X { X(int a, int b, int c, int d, int e, int f, int g) {} }")).hasSize(1);
        assertThat(violations("record X(int a, int b, int c, int d, int e, int f) { static int n; }")).isEmpty();
        assertThat(violations("record X(int a, int b, int c, int d, int e, int f, int g) {}")).hasSize(1);
    }

    @Test
    void vagueName_isRefused_atAnyDepth() {
        for (String name : List.of("StringUtils", "TagHelper", "AbstractThing", "CopyImpl", "BaseCopy", "ConstTable")) {
            assertThat(violations("class X { class " + name + " {} }")).as(name).hasSize(1);
        }
        for (String name : List.of("Basement", "Constraint", "QueueContract", "Utility")) {
            assertThat(violations("class " + name + " {}")).as(name).isEmpty();
        }
    }

    @Test
    void sleep_inATest_isRefused() {
        assertThat(violations("class X { void f() { Thread.sleep(1); } }")).hasSize(1);
        assertThat(violations("class X { void f() { TimeUnit.SECONDS.sleep(1); } }")).hasSize(1);
        assertThat(violations("class X { void f() { bear.sleep(); } }")).isEmpty();
        assertThat(SourceGates.violations(Source.parsed("functions/image/src/main/java/x/X.java",
                "class X { void f() { Thread.sleep(1); } }"))).isEmpty();
    }

    @Test
    void skippedTest_isRefused() {
        assertThat(violations("class X { @Test @Disabled void f() {} }")).hasSize(1);
        assertThat(violations("class X { @Test @EnabledOnOs(LINUX) void f() {} }")).hasSize(1);
        assertThat(violations("class X { @Test void f() { assumeTrue(false); } }")).hasSize(1);
        assertThat(violations("class X { @Test void f() {} }")).isEmpty();
    }

    private static String method(int lines) {
        return "class X {\n" + body(lines) + "}";
    }

    private static String body(int lines) {
        return "void f() {\n" + "\n".repeat(lines - 2) + "}\n";
    }

    private static List<String> violations(String text) {
        return SourceGates.violations(Source.parsed(TEST_FILE, text));
    }
}
