package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Limits;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.RegistryServer;
import dev.crossdock.registry.RegistrySettings;
import dev.crossdock.testkit.FlakyProxy;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.Uploader;
import dev.crossdock.transfer.RegistryException.Unavailable;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.Upload;
import dev.crossdock.transfer.Target.MountAnswer;
import dev.crossdock.transfer.Target.PutAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Optional;
import java.util.Random;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ports against the real registry, in process. */
class WholeRegistryTest {
    private static final Repository APP = new Repository("team/app");
    private static final Tag ONE = new Tag("1");

    private final HttpEngine engine = new HttpEngine(Limits.STANDARD, _ -> {}, InstantSource.system());
    private RegistryServer server;

    @BeforeEach
    void start(@TempDir Path own) throws IOException {
        server = RegistryServer.start(RegistrySettings.onFreePort(own));
    }

    @AfterEach
    void stop() {
        engine.close();
        server.close();
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private RegistryClient client(URI uri) {
        return new RegistryClient(engine, RegistryOptions.at(uri));
    }

    private static void push(SeededBlob blob, Target target) {
        target.beginUpload(Wire.descriptor(blob)).stream(out -> out.write(ByteBuffer.wrap(blob.bytes())));
    }

    private static byte[] read(Source source, Descriptor blob, long offset) throws IOException {
        try (InputStream in = Channels.newInputStream(source.blob(blob, offset, blob.size()))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void index_pushedByUs_isReadByAnother(Format format) throws Exception {
        SeededImage index = new SeededImages(11).index(format, "amd64", "arm64");
        Target target = client(uri()).target(APP);
        index.allBlobs().distinct().forEach(blob -> {
            if (!target.holds(Wire.descriptor(blob))) {
                push(blob, target);
            }
        });
        for (SeededBlob manifest : index.allManifests().toList()) {
            assertThat(target.putManifest(Digest.parse(manifest.digest()), Wire.raw(manifest)))
                    .isEqualTo(new PutAnswer.Stored());
        }
        assertThat(target.putManifest(ONE, Wire.raw(index.manifest()))).isEqualTo(new PutAnswer.Stored());
        try (Uploader other = new Uploader(uri())) {
            assertThat(other.get("/v2/team/app/manifests/1", index.manifest().mediaType()))
                    .isEqualTo(index.manifest().bytes());
        }
    }

    @Test
    void chunks_goOnAfterACut_andAfterAnotherClientTookOver() throws Exception {
        byte[] bytes = new SeededImages(13).image(Format.OCI, 1, 900_000).allBlobs().findFirst().orElseThrow().bytes();
        SeededBlob blob = new SeededBlob("application/octet-stream", bytes);
        Descriptor descriptor = Wire.descriptor(blob);
        int third = bytes.length / 3;
        Upload upload = client(uri()).target(APP).beginUpload(descriptor);
        assertThat(upload.chunk(0, ByteBuffer.wrap(bytes, 0, third)))
                .isEqualTo(new Upload.Answer.Taken(OptionalLong.of(third)));
        assertThat(upload.chunk(0, ByteBuffer.wrap(bytes, 0, third))).as("what it has already")
                .isInstanceOfSatisfying(Upload.Answer.Declined.class, declined -> {
                    assertThat(declined.reason()).isEqualTo(Upload.Reason.OUT_OF_PLACE);
                    assertThat(declined.wanted()).hasValue(third);
                });
        Upload other = client(uri()).target(APP).resumeUpload(descriptor, upload.address()).orElseThrow();
        assertThat(other.standing()).isEqualTo(new Upload.Standing.Holds(third));
        other.chunk(third, ByteBuffer.wrap(bytes, third, bytes.length - third));
        assertThat(other.commit()).isInstanceOf(Upload.Answer.Taken.class);
        assertThat(read(client(uri()).source(APP), descriptor, 0)).isEqualTo(bytes);
        assertThat(other.standing()).as("once committed").isEqualTo(new Upload.Standing.Gone());
    }

    @Test
    void image_pushedByAnother_isReadByUs() throws Exception {
        SeededImage image = new SeededImages(12).image(Format.OCI, 3, 200_000);
        try (Uploader other = new Uploader(uri())) {
            other.push(image, "team/app", "1");
        }
        Source source = client(uri()).source(APP);
        assertThat(source.tags()).containsExactly(ONE);
        assertThat(source.describe(ONE)).contains(Wire.descriptor(image.manifest()));
        assertThat(source.manifest(ONE)).isEqualTo(Wire.raw(image.manifest()));
        assertThat(source.manifest(Digest.parse(image.manifest().digest()))).isEqualTo(Wire.raw(image.manifest()));
        for (SeededBlob blob : image.blobs()) {
            assertThat(read(source, Wire.descriptor(blob), 0)).isEqualTo(blob.bytes());
            byte[] tail = read(source, Wire.descriptor(blob), blob.bytes().length - 7);
            assertThat(tail).hasSize(7);
        }
    }

    @Test
    void nothing_isThere_inAnEmptyRegistry() {
        RegistryClient client = client(uri());
        assertThat(client.source(APP).tags()).isEmpty();
        assertThat(client.source(APP).describe(ONE)).isEqualTo(Optional.empty());
        assertThat(client.target(APP).holds(Wire.descriptor(new SeededBlob("x/y", new byte[3])))).isFalse();
        assertThat(client.requests()).isEqualTo(3);
    }

    @Test
    void manifest_aheadOfItsBlobs_isAnsweredSo() {
        SeededImage image = new SeededImages(13).image(Format.DOCKER, 1, 1000);
        assertThat(client(uri()).target(APP).putManifest(ONE, Wire.raw(image.manifest())))
                .isInstanceOfSatisfying(PutAnswer.BlobUnknown.class,
                        it -> assertThat(it.detail()).contains("MANIFEST_BLOB_UNKNOWN"));
    }

    @Test
    void blob_ofAnotherRepository_isMounted() {
        SeededBlob blob = new SeededBlob("x/y", new byte[]{1, 2, 3});
        push(blob, client(uri()).target(new Repository("base")));
        Target target = client(uri()).target(APP);
        assertThat(target.mount(Wire.descriptor(blob), new Repository("base"))).isEqualTo(new MountAnswer.Mounted());
        assertThat(target.holds(Wire.descriptor(blob))).isTrue();
        assertThat(target.mount(Wire.descriptor(new SeededBlob("x/y", new byte[4])), new Repository("base")))
                .isInstanceOfSatisfying(MountAnswer.UploadOpened.class, it -> it.upload().cancel());
    }

    @Test
    void upload_thatBreaksOff_leavesNothing() {
        SeededBlob blob = new SeededBlob("x/y", new byte[500_000]);
        Target target = client(uri()).target(APP);
        assertThatThrownBy(() -> target.beginUpload(Wire.descriptor(blob)).stream(out -> {
            out.write(ByteBuffer.wrap(blob.bytes(), 0, 400_000));
            throw new ArithmeticException("mine");
        })).isInstanceOf(ArithmeticException.class).hasMessage("mine");
        assertThat(target.holds(Wire.descriptor(blob))).isFalse();
        push(blob, target);
        assertThat(target.holds(Wire.descriptor(blob))).isTrue();
    }

    @Test
    void blob_overANetworkThatCuts_resumesByRange() throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(14).nextBytes(bytes);
        SeededBlob blob = new SeededBlob("x/y", bytes);
        push(blob, client(uri()).target(APP));
        try (FlakyProxy network = FlakyProxy.inFrontOf(server.port()).cutAfter(1 << 20)) {
            Source source = client(network.uri()).source(APP);
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            int cuts = 0;
            while (got.size() < bytes.length) {
                try (InputStream in = Channels
                        .newInputStream(source.blob(Wire.descriptor(blob), got.size(), Wire.descriptor(blob).size()))) {
                    in.transferTo(got);
                } catch (Unavailable e) {
                    cuts++;
                }
            }
            assertThat(got.toByteArray()).isEqualTo(bytes);
            assertThat(cuts).isEqualTo(2);
        }
    }

    @Test
    void registry_downAndUpAgain_isReached() throws Exception {
        try (FlakyProxy network = FlakyProxy.inFrontOf(server.port())) {
            Source source = client(network.uri()).source(APP);
            assertThat(source.tags()).isEmpty();
            network.down();
            assertThatThrownBy(source::tags).isInstanceOf(Unavailable.class)
                    .hasMessageContaining("no connection to 127.0.0.1:" + network.port());
            network.up();
            assertThat(source.tags()).isEmpty();
        }
    }
}
