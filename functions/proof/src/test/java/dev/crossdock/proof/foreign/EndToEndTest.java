package dev.crossdock.proof.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.site.RegistrySetup.Kind;
import dev.crossdock.proof.site.Site;
import dev.crossdock.proof.site.Skopeo;
import dev.crossdock.proof.site.Web;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What skopeo pushes to one docker-registry stands, byte for byte, in the other. */
class EndToEndTest {
    private static final int LAYER_BYTES = 200_000;
    private static final int SHARING_TAGS = 40;

    private static Site site;
    private static Skopeo skopeo;

    @BeforeAll
    static void start() {
        site = Site.start("end-to-end", Kind.FOREIGN);
        skopeo = new Skopeo(site.folder());
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static void equalAtBothEnds(String repository, String tag, SeededImage image) {
        site.awaitArrival(repository, tag, image.manifest().digest());
        String name = "%s:%s".formatted(repository, tag);
        assertThat(skopeo.digest(site.prod(), "mirror/" + name)).isEqualTo(skopeo.digest(site.edge(), name))
                .isEqualTo(image.manifest().digest());
    }

    @Test
    void singleImage_arrives() {
        SeededImage image = new SeededImages(1).image(Format.OCI, 3, LAYER_BYTES);

        skopeo.push(image, site.edge(), "team/single:1.0");

        equalAtBothEnds("team/single", "1.0", image);
        for (SeededBlob blob : image.blobs()) {
            assertThat(site.prod().view().blob("mirror/team/single", blob.digest())).contains(blob.bytes());
        }
    }

    @Test
    void index_arrivesWithAllPlatforms() {
        SeededImage index = new SeededImages(2).index(Format.OCI, "amd64", "arm64", "riscv64");

        skopeo.push(index, site.edge(), "team/deep/path/index:latest");

        equalAtBothEnds("team/deep/path/index", "latest", index);
    }

    @Test
    void dockerSchema2_keepsItsType() {
        SeededImage image = new SeededImages(3).image(Format.DOCKER, 2, LAYER_BYTES);

        skopeo.pushDir(image, site.edge(), "team/docker:1");

        equalAtBothEnds("team/docker", "1", image);
    }

    @Test
    void dockerManifestList_keepsItsType() {
        SeededImage list = new SeededImages(4).index(Format.DOCKER, "amd64", "arm64");

        skopeo.pushDir(list, site.edge(), "team/docker-list:1");

        equalAtBothEnds("team/docker-list", "1", list);
    }

    @Test
    void imagePushedAgain_movesNothing() {
        SeededImage image = new SeededImages(5).image(Format.OCI, 2, LAYER_BYTES);
        skopeo.push(image, site.edge(), "team/again:1");
        equalAtBothEnds("team/again", "1", image);
        String writes = "\"(PUT|POST|PATCH) /v2/mirror/team/again/";
        long written = site.prod().requests(writes);
        double unchanged = unchanged();

        skopeo.push(image, site.edge(), "team/again:1");

        site.await("the second push ends as unchanged", () -> unchanged() > unchanged);
        equalAtBothEnds("team/again", "1", image);
        assertThat(site.prod().requests(writes)).isEqualTo(written);
    }

    private static double unchanged() {
        return Web.text(Web.send(Web.to(site.serve().at("/metrics")))).lines()
                .filter(line -> line.startsWith("crossdock_routes_ended_total") && line.contains("\"unchanged\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    @Test
    void tagMovedTwice_endsOnTheLast() {
        SeededImages images = new SeededImages(6);
        List<SeededImage> moves = IntStream.range(0, 3).mapToObj(i -> images.image(Format.OCI, 2, LAYER_BYTES))
                .toList();

        moves.forEach(image -> skopeo.push(image, site.edge(), "team/moving:latest"));

        equalAtBothEnds("team/moving", "latest", moves.getLast());
    }

    @Test
    void tagsThatShareLayers_moveEachLayerOnce() {
        SeededImages images = new SeededImages(7);
        SeededImage first = images.image(Format.OCI, 4, LAYER_BYTES);
        List<SeededImage> sharing = IntStream.range(0, SHARING_TAGS).mapToObj(i -> images.sharing(first)).toList();

        IntStream.range(0, SHARING_TAGS)
                .forEach(i -> skopeo.push(sharing.get(i), site.edge(), "team/shared:v" + i));

        for (int i = 0; i < SHARING_TAGS; i++) {
            site.awaitArrival("team/shared", "v" + i, sharing.get(i).manifest().digest());
        }
        Set<String> blobs = sharing.stream().flatMap(SeededImage::allBlobs).map(SeededBlob::digest)
                .collect(Collectors.toSet());
        assertThat(site.prod().requests("\"(PUT|POST) /v2/mirror/team/shared/blobs/uploads/[^\"]*\" 201 "))
                .as("uploads to the target that ended").isEqualTo(blobs.size());
        first.blobs().stream().skip(1)
                .forEach(layer -> assertThat(site.prod().requests(
                        "\"(PUT|POST) /v2/mirror/team/shared/blobs/uploads/[^\"]*%s[^\"]*\" 201 "
                                .formatted(layer.hex())))
                        .as("uploads of layer " + layer.digest()).isEqualTo(1));
    }

    @Test
    void indexWithTaggedChildren_arrivesUnderEachTag() {
        SeededImage index = new SeededImages(8).index(Format.OCI, "amd64", "arm64");
        skopeo.push(index, site.edge(), "team/tagged:all");

        skopeo.push(index.children().get(0), site.edge(), "team/tagged:amd64");
        skopeo.push(index.children().get(1), site.edge(), "team/tagged:arm64");

        equalAtBothEnds("team/tagged", "all", index);
        equalAtBothEnds("team/tagged", "amd64", index.children().get(0));
        equalAtBothEnds("team/tagged", "arm64", index.children().get(1));
    }

    @Test
    void repositoryOutsideTheRules_staysWhereItIs() {
        SeededImage image = new SeededImages(9).image(Format.OCI, 1, LAYER_BYTES);
        skopeo.push(image, site.edge(), "other/app:1");

        skopeo.push(image, site.edge(), "team/fence:1");

        equalAtBothEnds("team/fence", "1", image);
        assertThat(site.prod().view().tags("mirror/other/app")).isEmpty();
    }
}
