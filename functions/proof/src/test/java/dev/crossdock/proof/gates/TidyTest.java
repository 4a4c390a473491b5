package dev.crossdock.proof.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The gates of the house, held against everything in the repository. */
class TidyTest {
    private static final int README_LINES_MAXIMUM = 150;
    private static final double TEST_LINES_PER_MAIN_LINE = 0.8;
    private static final int COMMITS_MAXIMUM = 200;
    private static final int FILE_BYTES_MAXIMUM = 1 << 20;
    private static final Set<String> TOP_LEVEL = Set.of("pom.xml", "functions", "infra", "events", "README.md");
    private static final Set<String> USUAL = Set.of("LICENSE", ".mvn", ".gitignore", ".editorconfig", ".ci", ".github",
            ".git", ".gitattributes");
    private static final Pattern MACHINE_PATH = Pattern.compile("(?<![\\w.$}*-])/(work|root|home)/");

    private final Repository repository = Repository.here();

    @Test
    void everyFile_passesItsGates() {
        assertThat(repository.sources()).flatExtracting(SourceGates::violations).isEmpty();
    }

    @Test
    void everyPackage_hasItsSign() {
        assertThat(PackageGates.withoutSign(repository.sources())).isEmpty();
    }

    @Test
    void everyPackage_isSmall() {
        assertThat(PackageGates.tooManyTypes(repository.sources())).isEmpty();
    }

    @Test
    void everyRoom_hasASmallDoor() {
        assertThat(PackageGates.tooPublic(repository.sources())).isEmpty();
    }

    @Test
    void tests_areAsLongAsTheCode() {
        List<Source> sources = repository.sources().stream().filter(source -> !source.module().equals("bench"))
                .toList();
        long tests = lines(sources.stream().filter(Source::servesTests));
        long main = lines(sources.stream().filter(source -> !source.servesTests()));

        assertThat((double) tests / main).as("%d lines of tests to %d lines of code", tests, main)
                .isGreaterThanOrEqualTo(TEST_LINES_PER_MAIN_LINE);
    }

    private static long lines(Stream<Source> sources) {
        return sources.mapToLong(source -> source.lines().size()).sum();
    }

    @Test
    void topLevel_isThePlannedOne() {
        Set<String> found = repository.files().stream().map(file -> file.replaceFirst("/.*", ""))
                .collect(Collectors.toSet());

        assertThat(found).containsAll(TOP_LEVEL).isSubsetOf(union(TOP_LEVEL, USUAL));
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
    }

    @Test
    void readme_isShort() {
        assertThat(repository.text("README.md").lines()).hasSizeLessThanOrEqualTo(README_LINES_MAXIMUM);
    }

    @Test
    void noFile_namesAPlaceOnSomebodysMachine() {
        List<String> places = new ArrayList<>();
        for (String file : repository.files()) {
            String text = repository.text(file);
            if (text.length() <= FILE_BYTES_MAXIMUM && text.indexOf('\0') < 0) {
                text.lines().filter(line -> MACHINE_PATH.matcher(line).find() && !line.contains("// tidy: path "))
                        .forEach(line -> places.add(file + ": " + line.strip()));
            }
        }
        assertThat(places).isEmpty();
    }

    @Test
    void everyCommit_saysWhy() {
        if (!repository.hasHistory()) {
            return; // an unpacked archive has none
        }
        String log = repository.git("log", "--no-merges", "-n", Integer.toString(COMMITS_MAXIMUM),
                "--format=%h %s%x00%b%x01");

        assertThat(log.split("\1")).filteredOn(commit -> commit.contains("\0"))
                .filteredOn(commit -> commit.substring(commit.indexOf('\0')).strip().length() < 2)
                .as("commits without a body").isEmpty();
    }
}
