package dev.crossdock.proof.registry.interop;

import static dev.crossdock.proof.registry.interop.Directory.accept;
import static dev.crossdock.proof.registry.interop.Directory.assertServed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.proof.registry.data.DataSet;
import dev.crossdock.proof.registry.data.Piece;
import dev.crossdock.proof.registry.data.Pieces;
import dev.crossdock.proof.registry.interop.Directory.Program;
import dev.crossdock.proof.registry.wire.ContainerdClient;
import dev.crossdock.proof.registry.wire.DockerClient;
import dev.crossdock.proof.registry.wire.GoClient;
import dev.crossdock.proof.registry.wire.Way;
import dev.crossdock.proof.registry.wire.Wire;
import dev.crossdock.proof.site.TrialFolder;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docker-registry and ours on the same directory, one after the other. */
class SharedDirectoryTest {
    private static final String REPOSITORY = "team/app";
    private static final int LAYER_BYTES = 50_000;

    private TrialFolder folder;
    private Directory directory;

    @BeforeEach
    void prepare() {
        folder = TrialFolder.of("shared");
        directory = new Directory(folder, "root");
    }

    @AfterEach
    void cleanUp() {
        folder.close();
    }

    private static void push(Wire wire, String repository, String tag, SeededImage image) {
        try (GoClient docker = new DockerClient(wire.door())) {
            docker.push(repository, tag, image);
        }
    }

    /** Each program finds all that was pushed before it, moves a tag, mounts, deletes, and adds its own. */
    @Test
    void pushesAlternate_andEachServesAll() {
        SeededImages images = new SeededImages(1);
        SeededImage first = images.image(Format.DOCKER, 3, LAYER_BYTES);
        Map<String, SeededImage> held = new LinkedHashMap<>();
        List<Program> turns = List.of(Program.OURS, Program.THEIRS, Program.OURS, Program.THEIRS);
        for (int turn = 0; turn < turns.size(); turn++) {
            String tag = "v" + turn;
            SeededImage image = turn == 0 ? first : images.sharing(first);
            SeededImage index = images.index(turn % 2 == 0 ? Format.OCI : Format.DOCKER, "amd64", "arm64");
            directory.serve(turns.get(turn), wire -> {
                held.forEach((name, pushed) -> assertServed(wire, REPOSITORY, name, pushed));
                push(wire, REPOSITORY, tag, image);
                push(wire, REPOSITORY, "moving", index);
                push(wire, REPOSITORY, "deleted", image);
                wire.delete(Wire.manifests(REPOSITORY, "deleted")).is(202, 400, 405); // 2.8 deletes by digest alone
                try (GoClient containerd = new ContainerdClient(wire.door(), REPOSITORY)) {
                    containerd.push("team/mounted/" + tag, tag, image);
                    containerd.pull("team/mounted/" + tag, tag, image);
                }
                held.put(tag, image);
                held.put("moving", index);
            });
        }
        for (Program program : Program.values()) {
            directory.serve(program, wire -> {
                held.forEach((name, pushed) -> assertServed(wire, REPOSITORY, name, pushed));
                assertServed(wire, "team/mounted/v1", "v1", Objects.requireNonNull(held.get("v1")));
                assertThat(wire.get("/v2/_catalog").is(200).text()).contains("\"team/app\",\"team/mounted/v0\"");
            });
        }
    }

    @Test
    void samePushes_leaveTheSameFiles() {
        Directory other = new Directory(folder, "other");
        SeededImages images = new SeededImages(2);
        List<SeededImage> pushed = List.of(images.image(Format.DOCKER, 2, LAYER_BYTES), images.image(Format.OCI, 2,
                LAYER_BYTES), images.index(Format.OCI, "amd64", "arm64"), images.index(Format.DOCKER, "amd64"));
        Map<Program, Directory> sides = Map.of(Program.OURS, directory, Program.THEIRS, other);
        sides.forEach((program, side) -> side.serve(program, wire -> {
            pushed.forEach(image -> push(wire, REPOSITORY, "latest", image));
            try (GoClient containerd = new ContainerdClient(wire.door(), REPOSITORY)) {
                containerd.push("team/mounted", "1", pushed.getFirst());
            }
            wire.delete(Wire.blobs("team/mounted", pushed.getFirst().blobs().getLast().digest())).is(202);
            wire.delete(Wire.manifests("team/mounted", pushed.getFirst().manifest().digest())).is(202);
        }));

        assertThat(directory.files()).isEqualTo(other.files()).isNotEmpty();
    }

    /** Of every kind of content, by tag and by digest; what was named by SHA-512 too. */
    @Test
    void everyKindThatWeWrite_isServedByTheOther() {
        Map<String, Pieces> held = Stream.of(DataSet.values()).collect(Collectors.toMap(
                set -> "kind/" + set.name().toLowerCase(Locale.ROOT), DataSet::make));
        directory.serve(Program.OURS, wire -> held.forEach((repository, pieces) -> {
            pieces.blobs().forEach(blob -> Way.POST_ONLY.push(wire, repository, blob.bytes(), blob.digest()).is(201));
            for (Piece manifest : pieces.manifests()) {
                String tags = pieces.tagsOf(manifest.digest()).stream().map(tag -> "tag=" + tag).collect(
                        Collectors.joining("&"));
                wire.putManifest(repository, manifest.digest() + "?" + tags, manifest.mediaType(), manifest.bytes())
                        .is(201);
            }
        }));
        for (Program program : Program.values()) {
            directory.serve(program, wire -> held.forEach((repository, pieces) -> assertServedAll(wire, repository,
                    pieces)));
        }
    }

    private static void assertServedAll(Wire wire, String repository, Pieces pieces) {
        pieces.tags().forEach((tag, digest) -> wire.get(Wire.manifests(repository, tag), accept()).is(200).holds(
                pieces.manifest(digest).bytes()));
        for (Piece manifest : pieces.manifests()) {
            wire.get(Wire.manifests(repository, Digest.sha256(manifest.bytes())), accept()).is(200).has("Content-Type",
                    manifest.mediaType()).holds(manifest.bytes());
        }
        pieces.blobs().forEach(blob -> wire.get(Wire.blobs(repository, Digest.sha256(blob.bytes()))).is(200).holds(
                blob.bytes()));
    }

    /** The other's collector takes what nobody refers to, and nothing else. */
    @Test
    void garbageCollectionByTheOther_leavesWhatIsLive() {
        SeededImages images = new SeededImages(3);
        SeededImage live = images.index(Format.OCI, "amd64", "arm64");
        SeededImage docker = images.image(Format.DOCKER, 3, LAYER_BYTES);
        SeededImage sharing = images.sharing(docker);
        SeededImage untagged = images.image(Format.OCI, 2, LAYER_BYTES);
        directory.serve(Program.OURS, wire -> {
            push(wire, REPOSITORY, "live", live);
            push(wire, REPOSITORY, "docker", docker);
            push(wire, REPOSITORY, "sharing", sharing);
            push(wire, REPOSITORY, untagged.manifest().digest(), untagged);
            wire.delete(Wire.manifests(REPOSITORY, docker.manifest().digest())).is(202);
        });

        directory.collectGarbage();

        assertThat(blobs()).containsAll(digests(live)).containsAll(digests(sharing)).containsAll(digests(untagged))
                .doesNotContain(docker.manifest().digest(), docker.blobs().getFirst().digest());
        directory.collectGarbage("--delete-untagged=true");
        assertThat(blobs()).containsAll(digests(sharing)).doesNotContainAnyElementsOf(digests(untagged));
        directory.serve(Program.OURS, wire -> {
            assertServed(wire, REPOSITORY, "sharing", sharing);
            wire.get(Wire.manifests(REPOSITORY, untagged.manifest().digest())).refused(404, "MANIFEST_UNKNOWN");
            push(wire, REPOSITORY, "again", untagged);
            assertServed(wire, REPOSITORY, "again", untagged);
        });
    }

    private static List<String> digests(SeededImage image) {
        return Stream.concat(image.allManifests(), image.allBlobs()).map(SeededBlob::digest).toList();
    }

    private Set<String> blobs() {
        return Set.copyOf(directory.files().entrySet().stream().filter(file -> file.getKey().startsWith("blobs/"))
                .map(Map.Entry::getValue).collect(Collectors.toSet()));
    }

    /** What a docker-registry that was killed left of its uploads is no content, and in nobody's way. */
    @Test
    void uploadsThatTheOtherLeft_areInNobodysWay() {
        SeededImage image = new SeededImages(4).image(Format.OCI, 2, LAYER_BYTES);
        directory.serve(Program.THEIRS, wire -> {
            push(wire, REPOSITORY, "1", image);
            wire.send("PATCH", wire.begin(REPOSITORY), new byte[1000]).is(202);
        });
        directory.serve(Program.OURS, wire -> {
            assertServed(wire, REPOSITORY, "1", image);
            wire.send("PATCH", wire.begin(REPOSITORY), new byte[1000]).is(202);
        });
        directory.serve(Program.THEIRS, wire -> assertServed(wire, REPOSITORY, "1", image));
    }
}
