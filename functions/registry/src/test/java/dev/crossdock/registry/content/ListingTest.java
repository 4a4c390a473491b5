package dev.crossdock.registry.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.SteeredDriver;
import dev.crossdock.registry.guard.Guard;
import dev.crossdock.registry.guard.ImmutableTags;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page of a list asks of the storage, and that what is remembered is what is there. */
class ListingTest {
    private static final String EMPTY_INDEX = "{\"schemaVersion\":2,\"mediaType\":"
            + "\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}";
    private static final Digest SOME = Digest.sha256(new byte[0]);

    @TempDir
    Path root;

    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private StorageDriver driver;

    @BeforeEach
    void open() {
        driver = SteeredDriver.before(FilesystemDriver.open(root), (name, path, call) -> {
            asked.computeIfAbsent(name, any -> new AtomicInteger()).incrementAndGet();
            return call.made();
        });
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private int asked(String method) {
        return asked.getOrDefault(method, new AtomicInteger()).get();
    }

    private void makeRepository(String name) throws IOException {
        Files.createDirectories(root.resolve("docker/registry/v2/repositories/" + name + "/_manifests"));
        Files.createDirectories(root.resolve("docker/registry/v2/repositories/" + name + "/_layers"));
    }

    private void makeTag(String repository, String tag) throws IOException {
        Path current = root.resolve("docker/registry/v2/repositories/" + repository + "/_manifests/tags/" + tag
                + "/current");
        Files.createDirectories(current);
        Files.writeString(current.resolve("link"), SOME.toString());
    }

    @Test
    void catalogPage_isOneListingForEachRepositoryOfIt() throws IOException {
        for (int i = 0; i < 200; i++) {
            makeRepository("team%03d/app".formatted(i));
        }
        Catalog catalog = shared(driver).catalog();

        List<Repository> page = catalog.list("team150/app", 10);

        assertThat(page).hasSize(10).first().hasToString("team151/app");
        // One for the root, one for the place where the page begins, and for each of ten: its team's and its own.
        assertThat(asked("list")).isLessThanOrEqualTo(2 + 2 * 10 + 2);
        assertThat(asked("stat")).isZero();
    }

    @Test
    void catalogPage_ofAnOwnedStorage_asksNothingTheSecondTime() throws IOException {
        for (int i = 0; i < 50; i++) {
            makeRepository("a%02d".formatted(i));
        }
        Catalog catalog = RegistryContent.on(driver).catalog();
        List<Repository> first = catalog.list("", 20);
        int before = asked("list");

        assertThat(catalog.list("", 20)).isEqualTo(first).hasSize(20);
        assertThat(catalog.list("a04", 15)).isEqualTo(first.subList(5, 20));

        assertThat(asked("list")).isEqualTo(before);
    }

    /** Another process may have written since. */
    @Test
    void pages_ofASharedStorage_areAlwaysRead() throws IOException {
        RegistryContent content = shared(driver);
        makeRepository("a");
        makeTag("a", "1");
        assertThat(content.catalog().list("", 20)).hasSize(1);
        assertThat(content.tags().list(new Repository("a"), "", 20)).hasSize(1);

        makeRepository("b");
        makeTag("a", "2");

        assertThat(content.catalog().list("", 20)).hasSize(2);
        assertThat(content.tags().list(new Repository("a"), "", 20)).hasSize(2);
    }

    @Test
    void tagPage_looksForThePointersOfThePageAlone() throws IOException {
        for (int i = 0; i < 300; i++) {
            makeTag("app", "v%03d".formatted(i));
        }
        Tags tags = shared(driver).tags();

        assertThat(tags.list(new Repository("app"), "v099", 100)).hasSize(100).first().hasToString("v100");

        assertThat(asked("list")).isEqualTo(1);
        assertThat(asked("stat")).isEqualTo(100);
    }

    @Test
    void leftoversOfTags_areNoTags_howeverMany() throws IOException {
        for (int i = 0; i < 200; i++) {
            Files.createDirectories(root.resolve("docker/registry/v2/repositories/app/_manifests/tags/v%03d/index"
                    .formatted(i)));
        }
        makeTag("app", "v199");
        Tags tags = RegistryContent.on(driver).tags();

        assertThat(tags.list(new Repository("app"), "", 5)).containsExactly(new Tag("v199"));
        assertThat(tags.list(new Repository("app"), "", 5)).containsExactly(new Tag("v199"));
    }

    @Test
    void catalog_fromAnywhere_isTheRestOfAll() throws IOException {
        for (String name : List.of("a", "a/b", "a/b/c", "a-b", "a-b/c", "a.b", "b/1/2/3", "b0", "c_c/d", "0/a")) {
            makeRepository(name);
        }
        Files.createDirectories(root.resolve("docker/registry/v2/repositories/a/UPPER/_manifests"));
        Files.createDirectories(root.resolve("docker/registry/v2/repositories/a/only/_layers"));
        Catalog catalog = shared(driver).catalog();
        List<String> all = names(catalog.list("", 100));

        assertThat(all).containsExactly("0/a", "a", "a/b", "a/b/c", "a-b", "a-b/c", "a.b", "b/1/2/3", "b0", "c_c/d");
        Comparator<String> order = Comparator.comparing(name -> name.replace('/', '\0'));
        for (String after : List.of("", "0", "0/a", "a", "a/", "a/b", "a/b/", "a/b/c", "a/b/c/d", "a-", "a-b", "a.b",
                "b", "b/1", "b/1/2/4", "b0", "zz", "UPPER", "../..", "a//b", "_manifests", "a/_layers", "é/\u0001", "/",
                "a/".repeat(3000), "%")) {
            List<String> rest = all.stream().filter(name -> order.compare(name, after) > 0).toList();
            for (int limit = 1; limit < 12; limit++) {
                assertThat(names(catalog.list(after, limit))).as("%d after %s", limit, after).isEqualTo(
                        rest.subList(0, Math.min(limit, rest.size())));
            }
        }
    }

    private static List<String> names(List<Repository> repositories) {
        return repositories.stream().map(Repository::name).toList();
    }

    /** Eight writers put and delete while a reader asks for pages; afterwards memory and storage say the same. */
    @Test
    void rememberedLists_areWhatIsThere_afterWritesAtTheSameTime() throws Exception {
        RegistryContent content = RegistryContent.on(driver);
        long seed = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(9)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                Random random = new Random(seed + writer);
                writers.add(threads.submit(() -> write(content, random)));
            }
            Random random = new Random(seed - 1);
            while (writers.stream().anyMatch(writer -> !writer.isDone())) {
                content.catalog().list(random.nextBoolean() ? "" : repository(random).name(), 3);
                content.tags().list(repository(random), random.nextBoolean() ? "" : "t5", 1 + random.nextInt(5));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        RegistryContent fresh = shared(driver);
        assertThat(content.catalog().list("", 1000)).as("seed %d", seed).isEqualTo(fresh.catalog().list("", 1000));
        for (Repository repository : fresh.catalog().list("", 1000)) {
            assertThat(content.tags().list(repository, "", 1000)).as("seed %d, %s", seed, repository).isEqualTo(
                    fresh.tags().list(repository, "", 1000));
        }
    }

    private static void write(RegistryContent content, Random random) {
        byte[] bytes = EMPTY_INDEX.getBytes(StandardCharsets.UTF_8);
        Manifest manifest = Manifest.parse(RawManifest.of("", bytes));
        for (int i = 0; i < 60; i++) {
            Repository repository = repository(random);
            Tag tag = new Tag("t" + random.nextInt(10));
            if (random.nextInt(3) == 0) {
                content.tags().delete(repository, tag);
            } else {
                content.manifests().put(repository, manifest, Digest.sha256(bytes),
                        new Manifests.Terms(List.of(tag), any -> true, child -> true));
            }
        }
    }

    private static Repository repository(Random random) {
        return new Repository(List.of("a", "a/b", "a-b", "c", "c/d/e").get(random.nextInt(5)));
    }

    @Test
    void forgottenRepository_isListedNoMore_untilItIsWrittenAgain() throws IOException {
        RegistryContent content = RegistryContent.on(driver);
        Repository gone = new Repository("team/gone");
        makeRepository("team/stays");
        write(content, new Random(1));
        byte[] bytes = EMPTY_INDEX.getBytes(StandardCharsets.UTF_8);
        Manifest manifest = Manifest.parse(RawManifest.of("", bytes));
        content.manifests().put(gone, manifest, Digest.sha256(bytes), new Manifests.Terms(List.of(new Tag("1")),
                any -> true, child -> true));
        assertThat(content.catalog().list("", 100)).contains(gone);
        assertThat(content.tags().list(gone, "", 100)).hasSize(1);

        content.catalog().delete(gone, _ -> {});

        assertThat(content.catalog().list("", 100)).doesNotContain(gone).contains(new Repository("team/stays"));
        assertThat(content.tags().list(gone, "", 100)).isEmpty();
        content.manifests().put(gone, manifest, Digest.sha256(bytes), new Manifests.Terms(List.of(new Tag("2")),
                any -> true, child -> true));
        assertThat(content.catalog().list("", 100)).contains(gone);
        assertThat(new TreeSet<>(content.tags().list(gone, "", 100))).containsExactly(new Tag("2"));
    }

    private static RegistryContent shared(StorageDriver driver) {
        return RegistryContent.on(driver, Guard.shared(driver, Layout.EXTRAS), ImmutableTags.NONE);
    }
}
