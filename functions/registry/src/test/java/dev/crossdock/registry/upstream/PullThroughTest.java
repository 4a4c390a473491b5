package dev.crossdock.registry.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.Manifests;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullThroughTest {
    private static final Repository HERE = new Repository("hub/team/app");
    private static final Tag TAG = new Tag("1");
    private static final byte[] LAYER = "a layer of some bytes".repeat(10_000).getBytes(UTF_8);

    @TempDir
    private Path root;

    private final FakeUpstream upstream = new FakeUpstream();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private StorageDriver driver;
    private RegistryContent content;
    private PullThrough cache;

    @BeforeEach
    void open() {
        driver = FilesystemDriver.open(root);
        content = RegistryContent.on(driver);
        cache = new PullThrough(List.of(new Mirror("hub", upstream, Optional.of(Duration.ofHours(2)))), content, driver,
                Optional.empty(), now::get, false);
    }

    @AfterEach
    void close() {
        cache.close();
        driver.close();
    }

    @Test
    void tag_broughtOnce_thenOnlyCompared() {
        Digest digest = upstream.image(TAG, LAYER, Optional.empty());

        cache.bring(HERE, TAG);
        cache.bring(HERE, TAG);

        assertThat(content.manifests().find(HERE, TAG)).map(Manifests.Found::digest).contains(digest);
        assertThat(upstream.asked).containsExactly("HEAD team/app 1", "GET team/app " + digest, "HEAD team/app 1");
        assertThat(upstream.glances).as("questions of one who can do without an answer").hasValue(1);
    }

    @Test
    void digest_broughtOnce_isNotAskedForAgain() {
        Digest digest = upstream.image(TAG, LAYER, Optional.empty());

        cache.bring(HERE, digest);
        cache.bring(HERE, digest);

        assertThat(upstream.asked).containsExactly("GET team/app " + digest);
    }

    @Test
    void tag_movedThere_movesHere() {
        upstream.image(TAG, LAYER, Optional.empty());
        cache.bring(HERE, TAG);
        Digest moved = upstream.image(TAG, "another".getBytes(UTF_8), Optional.empty());

        cache.bring(HERE, TAG);

        assertThat(content.manifests().find(HERE, TAG)).map(Manifests.Found::digest).contains(moved);
    }

    @Test
    void tag_removedThere_goesHere() {
        upstream.image(TAG, LAYER, Optional.empty());
        cache.bring(HERE, TAG);
        upstream.remove(TAG);

        cache.bring(HERE, TAG);

        assertThat(content.manifests().find(HERE, TAG)).isEmpty();
    }

    @Test
    void away_whatIsHereIsServed_andItIsNotAskedAgainAtOnce() {
        Digest digest = upstream.image(TAG, LAYER, Optional.empty());
        cache.bring(HERE, TAG);
        upstream.isAway = true;
        upstream.asked.clear();

        cache.bring(HERE, TAG);
        cache.bring(HERE, TAG);

        assertThat(content.manifests().find(HERE, TAG)).map(Manifests.Found::digest).contains(digest);
        assertThat(upstream.asked).hasSize(1);
    }

    @Test
    void away_thenBack_isAskedAgain() {
        upstream.image(TAG, LAYER, Optional.empty());
        cache.bring(HERE, TAG);
        upstream.isAway = true;
        cache.bring(HERE, TAG);
        upstream.isAway = false;
        Digest moved = upstream.image(TAG, "another".getBytes(UTF_8), Optional.empty());
        now.set(now.get().plus(Absence.USUAL).plusMillis(1));

        cache.bring(HERE, TAG);

        assertThat(content.manifests().find(HERE, TAG)).map(Manifests.Found::digest).contains(moved);
    }

    @Test
    void away_whatIsNotHere_saysSo() {
        upstream.isAway = true;

        assertThatThrownBy(() -> cache.bring(HERE, TAG)).isInstanceOf(UpstreamException.Away.class);
    }

    @Test
    void manifest_ofOtherBytes_isRefused_andNotKept() {
        Digest digest = upstream.image(TAG, LAYER, Optional.empty());
        upstream.substitute(digest, "{\"schemaVersion\":2,\"mediaType\":\"" + FakeUpstream.TYPE + "\",\"evil\":1}");

        assertThatThrownBy(() -> cache.bring(HERE, digest)).isInstanceOf(UpstreamException.Refused.class)
                .hasMessageContaining("nothing of it is kept");
        assertThat(content.manifests().find(HERE, digest)).isEmpty();
    }

    @Test
    void blob_readWhileItComes_byManyAtOnce_isFetchedOnce() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        upstream.image(TAG, LAYER, Optional.empty());
        upstream.way = bytes -> new Gated(bytes, LAYER.length / 2, gate);
        Digest digest = Digest.sha256(LAYER);

        try (ExecutorService pool = Executors.newCachedThreadPool()) {
            List<InputStream> readers = Stream.generate(() -> stream(digest, 0, LAYER.length)).limit(8).toList();
            for (InputStream reader : readers) {
                assertThat(reader.readNBytes(LAYER.length / 2)).hasSize(LAYER.length / 2);
            }
            List<Future<byte[]>> rest = readers.stream().map(reader -> pool.submit(reader::readAllBytes)).toList();
            gate.countDown();

            for (Future<byte[]> each : rest) {
                assertThat(each.get()).isEqualTo(Arrays.copyOfRange(LAYER, LAYER.length / 2, LAYER.length));
            }
        }
        assertThat(upstream.asked).filteredOn(line -> line.startsWith("GET")).hasSize(1);
        assertThat(content.blobs().find(HERE, digest)).isPresent();
    }

    @Test
    void blob_aPartOfIt_isThatPart() throws Exception {
        upstream.image(TAG, LAYER, Optional.empty());

        try (InputStream part = stream(Digest.sha256(LAYER), 100, 50)) {
            assertThat(part.readAllBytes()).isEqualTo(Arrays.copyOfRange(LAYER, 100, 150));
        }
    }

    @Test
    void blob_ofOtherBytes_isNeverGivenWhole_andNotKept() {
        upstream.image(TAG, LAYER, Optional.empty());
        upstream.way = _ -> new ByteArrayInputStream(new byte[LAYER.length]);

        InputStream reader = stream(Digest.sha256(LAYER), 0, LAYER.length);

        assertThatThrownBy(reader::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining(
                "nothing of them is kept");
        assertThat(content.blobs().find(HERE, Digest.sha256(LAYER))).isEmpty();
    }

    @Test
    void blob_cutOff_fails_andTheNextReaderBeginsAnew() throws Exception {
        upstream.image(TAG, LAYER, Optional.empty());
        upstream.way = _ -> new ByteArrayInputStream(LAYER, 0, LAYER.length / 2);
        InputStream cut = stream(Digest.sha256(LAYER), 0, LAYER.length);
        assertThatThrownBy(cut::readAllBytes).isInstanceOf(IOException.class);
        upstream.way = bytes -> bytes;

        Awaitility.await().untilAsserted(() -> {
            try (InputStream again = stream(Digest.sha256(LAYER), 0, LAYER.length)) {
                assertThat(again.readAllBytes()).isEqualTo(LAYER);
            }
        });
    }

    @Test
    void blob_whoseReaderLeaves_comesAllTheSame() throws Exception {
        upstream.image(TAG, LAYER, Optional.empty());

        stream(Digest.sha256(LAYER), 0, LAYER.length).close();

        Awaitility.await().untilAsserted(
                () -> assertThat(content.blobs().find(HERE, Digest.sha256(LAYER))).isPresent());
    }

    @Test
    void repositoriesOfOurOwn_areNotAskedFor() {
        cache.bring(new Repository("hubble/app"), TAG);
        cache.bringReferrers(new Repository("ours"), Digest.sha256(LAYER));

        assertThat(upstream.asked).isEmpty();
        assertThat(cache.origin(new Repository("hubble/app"))).isEmpty();
        assertThat(cache.origin(HERE)).contains("upstream.example");
    }

    @Test
    void prefixes_theLongestCounts() {
        FakeUpstream other = new FakeUpstream();
        try (PullThrough both = new PullThrough(List.of(new Mirror("", upstream, Optional.empty()),
                new Mirror("hub/team", other, Optional.empty())), content, driver, Optional.empty(), now::get, false)) {
            other.image(TAG, LAYER, Optional.empty());
            both.bring(HERE, TAG);
        }

        assertThat(other.asked).contains("HEAD app 1");
        assertThat(upstream.asked).isEmpty();
    }

    @Test
    void tags_areAskedForOnce_forAllPagesOfAList() {
        upstream.image(TAG, LAYER, Optional.empty());

        assertThat(cache.tags(HERE)).contains(List.of(TAG));
        assertThat(cache.tags(HERE)).contains(List.of(TAG));
        assertThat(upstream.asked).hasSize(1);
        now.set(now.get().plus(KnownTags.LIFE));
        assertThat(cache.tags(HERE)).contains(List.of(TAG));
        assertThat(upstream.asked).hasSize(2);
    }

    @Test
    void referrers_areBrought() {
        Digest subject = upstream.image(TAG, LAYER, Optional.empty());
        Digest referrer = upstream.image(new Tag("sig"), "signature".getBytes(UTF_8), Optional.of(subject));

        cache.bringReferrers(HERE, subject);

        assertThat(content.referrers().list(HERE, subject, "", 10)).containsExactly(referrer);
    }

    @Test
    void expire_forgetsWhatNobodyAskedFor() {
        Digest digest = upstream.image(TAG, LAYER, Optional.empty());
        cache.bring(HERE, TAG);
        now.set(Instant.now().plus(Duration.ofHours(1)));
        assertThat(cache.expire()).isZero();
        now.set(Instant.now().plus(Duration.ofHours(3)));

        assertThat(cache.expire()).isOne();
        assertThat(content.manifests().find(HERE, digest)).isEmpty();
    }

    private InputStream stream(Digest digest, long offset, long length) {
        Descriptor blob = cache.describe(HERE, digest).orElseThrow();
        try {
            StoredBody body = cache.open(HERE, blob, offset, length);
            return body.stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
