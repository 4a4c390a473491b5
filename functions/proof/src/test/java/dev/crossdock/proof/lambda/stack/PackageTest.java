package dev.crossdock.proof.lambda.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What deploys: small, without what no function needs, and the same bytes from the same jars. */
class PackageTest {
    private static final Path ROOT = Path.of(System.getProperty("crossdock.root"));
    private static final Path AWS = ROOT.resolve("functions/aws/target");
    private static final Path PACKAGE = AWS.resolve("crossdock-lambda.zip");
    private static final long LARGEST_BYTES = 30_000_000;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    private Path folder;

    private static List<String> names() throws IOException {
        assertThat(PACKAGE).as("the package; `mvn package` makes it").isRegularFile();
        try (ZipFile zip = new ZipFile(PACKAGE.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }

    @Test
    void package_isSmall_andHasNativesForBothProcessors() throws IOException {
        List<String> names = names();

        assertThat(Files.size(PACKAGE)).isLessThan(LARGEST_BYTES);
        assertThat(names).allMatch(name -> name.matches("lib/[A-Za-z0-9._-]+[.](jar|so)")).isSorted()
                .contains("lib/libconscrypt_openjdk_jni-linux-x86_64.so",
                        "lib/libconscrypt_openjdk_jni-linux-aarch_64.so");
    }

    @Test
    void package_hasOneHttpClientForAws_andNoDatabase() throws IOException {
        assertThat(names().stream().map(name -> name.replaceFirst("lib/(.*?)-[0-9].*", "$1")))
                .contains("apache5-client", "crossdock-aws")
                .noneMatch(name -> name.matches("netty.*|sqlite.*|url-connection-client|apache-client|micronaut.*"));
    }

    @Test
    void sameJars_makeTheSameBytes() throws Exception {
        Path unpacked = Files.createDirectories(folder.resolve("jars"));
        PackagedFunctions.unpack(PACKAGE, unpacked);
        List<Path> jars;
        try (Stream<Path> files = Files.list(unpacked.resolve("lib"))) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
        byte[] first = packed("one", jars, "Pacific/Auckland");
        assertThat(packed("two", jars, "America/New_York")).isEqualTo(first);
    }

    /** By the packer that the build runs, somewhere else and in another time zone. */
    private byte[] packed(String name, List<Path> jars, String zone) throws IOException, InterruptedException {
        Path target = Files.createDirectories(folder.resolve(name));
        Path log = target.resolve("log");
        Process packer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1", "-Duser.timezone=" + zone,
                ROOT.resolve("functions/cli/src/dist/FunctionZip.java").toString(), target.toString(),
                jars.getFirst().toString(),
                jars.stream().skip(1).map(Path::toString).collect(Collectors.joining(":"))).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        assertThat(packer.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(packer.exitValue()).as(Files.readString(log)).isZero();
        return Files.readAllBytes(target.resolve("crossdock-lambda.zip"));
    }
}
