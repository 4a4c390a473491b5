package dev.crossdock.registry.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.ContentSettings.Purging;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.registry.content.Manifests;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.content.Upload;
import dev.crossdock.registry.guard.Guard;
import dev.crossdock.registry.guard.ImmutableTags;
import dev.crossdock.storage.StorageDriver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A registry's content without its HTTP: pushes by the content's own doors, collects, and looks at what is left. */
final class Shop {
    static final Duration GRACE = Duration.ofHours(2);
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    final StorageDriver driver;
    final Guard guard;
    final RegistryContent content;
    final List<String> lines = new ArrayList<>();
    Clock clock = Clock.systemUTC();

    Shop(StorageDriver driver, boolean isExclusive) {
        this.driver = driver;
        this.guard = isExclusive ? Guard.exclusive(driver, Layout.EXTRAS) : Guard.shared(driver, Layout.EXTRAS);
        this.content = RegistryContent.on(driver, guard, ImmutableTags.NONE);
    }

    static Repository repository(String name) {
        return new Repository(name);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    Digest blob(String repository, String text) {
        return blob(repository, Digest.sha256(bytes(text)), text);
    }

    Digest blob(String repository, Digest digest, String text) {
        try (Upload upload = content.uploads().begin(repository(repository), "")) {
            upload.append(new ByteArrayInputStream(bytes(text)), Long.MAX_VALUE);
            assertThat(upload.commit(digest)).isInstanceOf(Upload.Commit.Stored.class);
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of an image's manifest, whose blobs need not be there. */
    static String image(String name, Optional<String> subject, String... layers) {
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]%s,\"annotations\":{\"n\":\"%s\"}}"
                .formatted(MANIFEST, descriptor(CONFIG, "{}"), Arrays.stream(layers).map(it -> descriptor(LAYER, it))
                        .collect(Collectors.joining(",")),
                        subject.map(it -> ",\"subject\":" + descriptor(MANIFEST, it))
                                .orElse(""),
                        name);
    }

    static String index(String... manifests) {
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}".formatted(INDEX, Arrays.stream(manifests)
                .map(it -> descriptor(it.contains("\"manifests\"") ? INDEX : MANIFEST, it))
                .collect(Collectors.joining(",")));
    }

    static String descriptor(String mediaType, String text) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(mediaType, Digest.sha256(bytes(text)),
                bytes(text).length);
    }

    /** Pushes the blobs, then the manifest, under the tags. */
    Digest push(String repository, String manifest, List<String> layers, String... tags) {
        blob(repository, "{}");
        layers.forEach(layer -> blob(repository, layer));
        return put(repository, manifest, tags);
    }

    Digest put(String repository, String manifest, String... tags) {
        assertThat(tryPut(repository, manifest, tags)).isInstanceOf(Manifests.Put.Stored.class);
        return Digest.sha256(bytes(manifest));
    }

    /** By this digest of its bytes. */
    void put(String repository, String manifest, Digest digest, String... tags) {
        assertThat(tryPut(repository, manifest, digest, tags)).isInstanceOf(Manifests.Put.Stored.class);
    }

    Manifests.Put tryPut(String repository, String manifest, String... tags) {
        return tryPut(repository, manifest, Digest.sha256(bytes(manifest)), tags);
    }

    private Manifests.Put tryPut(String repository, String manifest, Digest digest, String... tags) {
        return content.manifests().put(repository(repository), Manifest.parse(RawManifest.of("", bytes(manifest))),
                digest, new Manifests.Terms(Arrays.stream(tags).map(Tag::new).toList(),
                        tag -> true, child -> true));
    }

    Collected collect(boolean deleteUntagged) {
        return collect(new CollectionOrder(false, deleteUntagged, GRACE, Optional.of(Purging.USUAL)));
    }

    Collected collect(CollectionOrder order) {
        return new Collector(driver, content, guard, Farewells.SILENT, clock).collect(order, Optional.empty(),
                lines::add);
    }

    boolean hasManifest(String repository, Digest digest) {
        return content.manifests().has(repository(repository), digest);
    }

    boolean hasBlob(String repository, Digest digest) {
        return content.blobs().find(repository(repository), digest).isPresent();
    }

    boolean isStored(Digest digest) {
        return driver.stat(Layout.blob(digest)).isPresent();
    }

    static Digest digest(String text) {
        return Digest.sha256(bytes(text));
    }

    static Digest alias(String text) {
        return Digest.of(DigestAlgorithm.SHA512, bytes(text));
    }

    /** Nothing that a tag leads to is missing, and nothing is damaged. */
    void assertSound() {
        List<String> findings = new ArrayList<>();
        Check.run(driver, new Check.Scope(false, Duration.ofDays(1_000), (any, part) -> true), findings::add);
        assertThat(findings).isEmpty();
        new Shop(driver, true).assertTagsWhole(); // another process: this one remembers what it was asked for
    }

    private void assertTagsWhole() {
        for (Repository repository : content.catalog().list("", 1_000)) {
            content.tags().list(repository, "", 1_000).forEach(tag -> assertWhole(repository,
                    content.tags().current(repository, tag).orElseThrow()));
        }
    }

    private void assertWhole(Repository repository, Digest digest) {
        Manifest manifest = content.manifests().find(repository, digest).orElseThrow(
                () -> new AssertionError(repository + " lacks manifest " + digest)).manifest();
        for (Descriptor blob : manifest.blobs()) {
            assertThat(content.blobs().find(repository, blob.digest())).as("%s of %s", blob, repository).isPresent();
        }
        manifest.children().forEach(child -> assertWhole(repository, child.digest()));
    }
}
