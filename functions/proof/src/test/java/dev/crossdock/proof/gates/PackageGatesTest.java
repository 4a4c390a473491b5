package dev.crossdock.proof.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class PackageGatesTest {
    @Test
    void packageWithoutSign_isNamed() {
        Source code = source("plan", "Rule", "class Rule {}");

        assertThat(PackageGates.withoutSign(List.of(code))).containsExactly(
                "plan/dev.crossdock.plan: no package-info with @NullMarked");
        assertThat(PackageGates.withoutSign(List.of(code, sign("")))).hasSize(1);
        assertThat(PackageGates.withoutSign(List.of(code, sign("@NullMarked ")))).isEmpty();
    }

    @Test
    void sixteenTypesInAPackage_areTooMany() {
        assertThat(PackageGates.tooManyTypes(types(15))).isEmpty();
        assertThat(PackageGates.tooManyTypes(types(16))).containsExactly(
                "plan/main/dev.crossdock.plan: types: got 16, wanted at most 15");
        assertThat(PackageGates.tooManyTypes(Stream.concat(types(16).stream(),
                Stream.of(source("plan", "Y", "// tidy: types one per verb\nclass Y {}"))).toList())).isEmpty();
    }

    @Test
    void twoPublicTypesOfThree_areTooMany() {
        Source open = source("plan", "A", "public class A {}");
        Source alsoOpen = source("plan", "B", "public class B {}");
        Source shut = source("plan", "C", "class C {}");

        assertThat(PackageGates.tooPublic(List.of(open, shut))).isEmpty();
        assertThat(PackageGates.tooPublic(List.of(open, alsoOpen, shut))).containsExactly(
                "plan: public: got 2 of 3 types, wanted one in 3: [A, B]");
    }

    @Test
    void sealedFamily_andNouns_mayBePublic() {
        Source family = source("plan", "A", "public sealed interface A permits B {}");
        Source member = source("plan", "B", "public non-sealed interface B extends A {}");
        Source grandchild = source("plan", "C", "public record C() implements B {}");
        Source noun = source("image", "Digest", "public record Digest() {}");
        Source alsoNoun = source("image", "Tag", "public record Tag() {}");

        assertThat(PackageGates.tooPublic(List.of(family, member, grandchild, noun, alsoNoun))).isEmpty();
    }

    private static List<Source> types(int count) {
        return IntStream.range(0, count).mapToObj(n -> source("plan", "X" + n, "class X" + n + " {}")).toList();
    }

    private static Source sign(String annotation) {
        return Source.parsed("functions/plan/src/main/java/dev/crossdock/plan/package-info.java",
                annotation + "package dev.crossdock.plan;");
    }

    private static Source source(String module, String name, String text) {
        return Source.parsed("functions/%1$s/src/main/java/dev/crossdock/%1$s/%2$s.java".formatted(module, name),
                "package dev.crossdock.%s;\n%s".formatted(module, text));
    }
}
