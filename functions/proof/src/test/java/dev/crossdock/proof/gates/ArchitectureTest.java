package dev.crossdock.proof.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plan of the rooms, held against the compiled classes of all of them. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = imported();
    private static final Set<String> NO_ROOMS = Set.of("proof", "bench");

    /** Every room that has sources has classes: a gate over nothing would always pass. */
    private static JavaClasses imported() {
        Path functions = Path.of(System.getProperty("crossdock.root"), "functions");
        List<Path> outputs = Stream.of(Room.values()).map(room -> functions.resolve(room.folder()))
                .filter(room -> Files.isDirectory(room.resolve("src/main/java")))
                .map(room -> room.resolve("target/classes")).toList();
        assertThat(outputs).as("rooms under " + functions).isNotEmpty();
        for (Path output : outputs) {
            assertThat(new ClassFileImporter().importPath(output)).as("classes in " + output).isNotEmpty();
        }
        return new ClassFileImporter().importPaths(outputs);
    }

    @Test
    void everyModule_isARoom() throws Exception {
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("crossdock.root"), "functions"))) {
            assertThat(folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString()).filter(name -> !NO_ROOMS.contains(name)))
                    .allSatisfy(
                            name -> assertThat(Room.named(name)).as("room " + name).isPresent());
        }
    }

    @Test
    void everyClass_liesInItsRoom() {
        assertThat(CLASSES).allSatisfy(type -> assertThat(Room.of(type)).as(type.getName()).isPresent());
    }

    @ParameterizedTest
    @EnumSource
    void room_usesOnlyThoseItMay(Room room) {
        assertThat(CLASSES).filteredOn(type -> Room.of(type).filter(room::equals).isPresent())
                .flatExtracting(JavaClass::getDirectDependenciesFromSelf)
                .filteredOn(dependency -> Room.of(dependency.getTargetClass()).filter(used -> !room.mayUse(used))
                        .isPresent())
                .extracting("description").isEmpty();
    }

    @Test
    void packages_haveNoCycle() {
        SlicesRuleDefinition.slices().matching("dev.crossdock.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void awsSdk_staysWhereItBelongs() {
        ArchRuleDefinition.noClasses().that().resideOutsideOfPackages("dev.crossdock.client.auth..",
                "dev.crossdock.storage.s3..", "dev.crossdock.aws..").should().dependOnClassesThat()
                .resideInAnyPackage("software.amazon..", "com.amazonaws..").check(CLASSES);
    }

    /** A library named in a public signature would be everybody's library. What Lambda or SLF4J calls has the form they want. */
    @Test
    void publicSignatures_showNoLibrary() {
        assertThat(CLASSES).filteredOn(PublicSignature::isSeen)
                .filteredOn(type -> !type
                        .isAssignableTo("com.amazonaws.services.lambda.runtime.RequestStreamHandler"))
                .filteredOn(type -> !type.isAssignableTo("org.slf4j.spi.SLF4JServiceProvider"))
                .flatExtracting(PublicSignature::foreignTypes).isEmpty();
    }

    @Test
    void mainCode_knowsNoTestLibrary() {
        ArchRuleDefinition.noClasses().should().dependOnClassesThat(DescribedPredicate.describe("test",
                type -> type.getPackageName()
                        .matches("(org\\.junit|org\\.assertj|org\\.awaitility|com\\.tngtech)\\..*")))
                .check(CLASSES);
    }
}
