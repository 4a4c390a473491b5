package dev.crossdock.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.notifications.outbox.Change;
import dev.crossdock.registry.notifications.outbox.Outbox.Tenancy;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHistoryTest {
    private static final Repository APP = new Repository("team/app");
    private static final Tag TAG = new Tag("1");
    private static final Digest OLD = Digest.sha256("old".getBytes(StandardCharsets.UTF_8));
    private static final Digest NEW = Digest.sha256("new".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path root;

    private FilesystemDriver driver;

    @BeforeEach
    void open() {
        driver = FilesystemDriver.open(root);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    /** As it stands where a process was killed between the two links of a tag that is new. */
    @Test
    void historyAlone_isNothingThatCanBeRead() {
        link("_manifests/tags/1/index/sha256/" + NEW.hex(), NEW);

        assertThat(shows(Tenancy.ALONE, pushed(NEW))).isFalse();
        assertThat(shows(Tenancy.SHARED, pushed(NEW))).isFalse();
    }

    @Test
    void tagAtTheDigest_wasMoved() {
        link("_manifests/tags/1/current", NEW);

        assertThat(shows(Tenancy.ALONE, pushed(NEW))).isTrue();
        assertThat(shows(Tenancy.SHARED, pushed(NEW))).isTrue();
        assertThat(shows(Tenancy.SHARED, pushed(OLD))).isFalse();
    }

    @Test
    void tagElsewhere_mayHaveBeenMovedOnByAnotherReplicaAlone() {
        link("_manifests/tags/1/index/sha256/" + OLD.hex(), OLD);
        link("_manifests/tags/1/current", NEW);

        assertThat(shows(Tenancy.ALONE, pushed(OLD))).isFalse();
        assertThat(shows(Tenancy.SHARED, pushed(OLD))).isTrue();
    }

    @Test
    void manifestWithoutATag_isThereOrNot() {
        Change put = new Change(Change.Kind.PUT, APP, Optional.empty(), Optional.of(NEW));
        Change deleted = new Change(Change.Kind.DELETED, APP, Optional.empty(), Optional.of(NEW));
        assertThat(shows(Tenancy.ALONE, put)).isFalse();
        assertThat(shows(Tenancy.ALONE, deleted)).isTrue();

        link("_manifests/revisions/sha256/" + NEW.hex(), NEW);
        blob();

        assertThat(shows(Tenancy.ALONE, put)).isTrue();
        assertThat(shows(Tenancy.ALONE, deleted)).isFalse();
    }

    @Test
    void deletedTag_isGone() {
        Change deleted = new Change(Change.Kind.DELETED, APP, Optional.of(TAG), Optional.empty());
        assertThat(shows(Tenancy.ALONE, deleted)).isTrue();

        link("_manifests/tags/1/current", NEW);

        assertThat(shows(Tenancy.ALONE, deleted)).isFalse();
    }

    @Test
    void blob_isLinkedOrNot() {
        Change put = new Change(Change.Kind.BLOB_PUT, APP, Optional.empty(), Optional.of(NEW));
        Change deleted = new Change(Change.Kind.BLOB_DELETED, APP, Optional.empty(), Optional.of(NEW));
        assertThat(shows(Tenancy.ALONE, put)).isFalse();
        assertThat(shows(Tenancy.ALONE, deleted)).isTrue();

        link("_layers/sha256/" + NEW.hex(), NEW);
        blob();

        assertThat(shows(Tenancy.ALONE, put)).isTrue();
        assertThat(shows(Tenancy.ALONE, deleted)).isFalse();
        assertThat(shows(Tenancy.ALONE, new Change(Change.Kind.READ, APP, Optional.empty(), Optional.of(OLD))))
                .isTrue();
    }

    private boolean shows(Tenancy tenancy, Change change) {
        return new ContentHistory(RegistryContent.on(driver), tenancy).shows(change);
    }

    private static Change pushed(Digest digest) {
        return new Change(Change.Kind.PUT, APP, Optional.of(TAG), Optional.of(digest));
    }

    private void link(String beneath, Digest target) {
        driver.write(new StoragePath("docker/registry/v2/repositories/team/app/" + beneath + "/link"), target.toString()
                .getBytes(StandardCharsets.US_ASCII), Durability.RELAXED);
    }

    private void blob() {
        driver.write(new StoragePath("docker/registry/v2/blobs/sha256/%s/%s/data".formatted(NEW.hex().substring(0, 2),
                NEW.hex())), "new".getBytes(StandardCharsets.UTF_8), Durability.RELAXED);
    }
}
