package dev.crossdock.registry;

import static dev.crossdock.registry.Wire.OCI_MANIFEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.registry.collect.CollectorSettings;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.content.ContentSettings.ImmutableRule;
import dev.crossdock.registry.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of content by rule, by the operator's commands, and by deletion. */
class CareTest extends RegistryContract {
    private static final Duration LONG_AGO = Duration.ofDays(1);

    private final List<String> lines = new ArrayList<>();

    @Test
    void garbage_isCollectedByTheServerThatHoldsTheRoot() throws IOException {
        Digest lost = wire.pushBlob("team/app", Wire.bytes("lost"));
        byte[] kept = wire.pushImage("team/app", "1", "kept");
        age();
        Upkeep upkeep = new Upkeep(settings(true, List.of()));

        assertThat(upkeep.collect(true, false, lines::add)).isZero();
        assertThat(lines).contains("blob %s goes: 4 bytes".formatted(lost)).last().asString().endsWith("would go");
        wire.get("/v2/team/app/blobs/" + lost).is(200);

        assertThat(upkeep.collect(false, false, lines::add)).isZero();
        wire.get("/v2/team/app/blobs/" + lost).refused(404, "BLOB_UNKNOWN");
        assertThat(wire.get("/v2/team/app/manifests/1").is(200).bytes()).isEqualTo(kept);
        assertThat(upkeep.check(false, lines::add)).isZero();
        assertThat(lines).last().isEqualTo("nothing is wrong");
    }

    /** Their blobs would fill the disk: what is forgotten frees nothing until garbage is collected. */
    @Test
    void garbage_isCollectedDaily_whereAnUpstreamsImagesAreKeptForAWhile() {
        CollectorSettings asked = new CollectorSettings(Duration.ofHours(5), Optional.empty(), true,
                Optional.of(Path.of("retention.yml")));
        CollectorSettings often = new CollectorSettings(Duration.ofHours(5), Optional.of(Duration.ofHours(1)), true,
                Optional.empty());
        UpstreamSettings kept = new UpstreamSettings("hub", URI.create("https://registry.example"), Optional.empty(),
                Optional.empty());
        UpstreamSettings forgotten = new UpstreamSettings("", kept.remote(), Optional.empty(),
                Optional.of(UpstreamSettings.USUAL_TTL));

        assertThat(scheduled(asked, kept)).isEqualTo(asked);
        assertThat(scheduled(often, forgotten)).isEqualTo(often);
        assertThat(scheduled(asked, forgotten)).isEqualTo(new CollectorSettings(asked.grace(),
                Optional.of(Duration.ofDays(1)), false, Optional.empty()));
    }

    private static CollectorSettings scheduled(CollectorSettings settings, UpstreamSettings upstream) {
        return new RegistrySettings.Content(ContentSettings.USUAL, settings, List.of(upstream)).scheduled();
    }

    @Test
    void garbage_isCollectedHere_whereNobodyHoldsTheRoot() throws IOException {
        Digest lost = wire.pushBlob("team/app", Wire.bytes("lost"));
        age();
        server.close();
        assertThat(root.resolve("root/.crossdock.admin")).doesNotExist();

        assertThat(new Upkeep(settings(true, List.of())).collect(false, false, lines::add)).isZero();

        assertThat(lines).contains("blob %s goes: 4 bytes".formatted(lost));
    }

    @Test
    void adminAddress_isItsOwnersAlone() throws IOException {
        Path file = root.resolve("root/.crossdock.admin");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        String address = Files.readString(file);
        Files.writeString(file, address.substring(0, address.length() - 2) + "!\n");
        assertThatThrownBy(() -> new Upkeep(settings(true, List.of())).check(true, lines::add))
                .as("no token, so it tries itself").hasMessageContaining("in use");
        Files.writeString(file, address.replaceFirst(" [0-9a-f]{64}", " " + "0".repeat(64)));
        assertThatThrownBy(() -> new Upkeep(settings(true, List.of())).check(true, lines::add)).isInstanceOf(
                IOException.class).hasMessageContaining("went away");
        assertThat(lines).isEmpty();
    }

    @Test
    void check_namesEveryDamage() throws IOException {
        byte[] manifest = wire.pushImage("a", "1", "layer");
        wire.pushImage("a", "2", "other");
        Path layer = link("a/_layers/sha256/" + Digest.sha256(Wire.bytes("layer")).hex());
        Files.writeString(layer, "");
        Files.writeString(link("a/_manifests/tags/2/current"), Digest.sha256(new byte[3]).toString());
        Path blob = content().resolve("blobs/sha256/%s/%s/data".formatted(Digest.sha256(Wire.bytes("other")).hex()
                .substring(0, 2), Digest.sha256(Wire.bytes("other")).hex()));
        Files.writeString(blob, "OTHER");
        Upkeep upkeep = new Upkeep(settings(true, List.of()));

        assertThat(upkeep.check(true, lines::add)).isEqualTo(1);
        assertThat(lines)
                .anyMatch(line -> line.contains(Digest.sha256(Wire.bytes("layer")).hex() + "/link: it holds no"))
                .anyMatch(line -> line.contains(Digest.sha256(manifest).toString()) && line.contains("says nothing"))
                .anyMatch(line -> line.contains("tags/2/current/link: it leads to")).hasSize(4);
        lines.clear();
        assertThat(upkeep.check(false, lines::add)).isEqualTo(1);
        assertThat(lines).anyMatch(line -> line.contains(
                Digest.sha256(Wire.bytes("other")).hex() + "/data: its 5 bytes are of"));
    }

    @Test
    void deletes_areAllRefused_whereTheyAreSwitchedOff() throws IOException {
        Digest manifest = Digest.sha256(wire.pushImage("team/app", "1", "layer"));
        restart(false, List.of());
        for (String path : List.of("/v2/team/app/manifests/1", "/v2/team/app/manifests/" + manifest,
                "/v2/team/app/blobs/" + Digest.sha256(Wire.bytes("layer")), "/v2/_crossdock/repositories/team/app")) {
            wire.delete(path).refused(405, "UNSUPPORTED");
        }
        wire.get("/v2/team/app/manifests/1").is(200);
    }

    @Test
    void readOnly_refusesEveryChange() throws IOException {
        byte[] manifest = wire.pushImage("team/app", "1", "layer");
        String session = wire.begin("team/app");
        serve(new ContentSettings(true, true, Optional.empty(), List.of(), ContentSettings.Pages.USUAL,
                ContentSettings.ManifestRules.ALL), CollectorSettings.USUAL);

        wire.post("/v2/team/app/blobs/uploads/", new byte[0]).refused(405, "UNSUPPORTED");
        wire.patch(session, new byte[1]).refused(405, "UNSUPPORTED");
        wire.put(session + "?digest=" + Digest.sha256(new byte[0]), new byte[0]).refused(405, "UNSUPPORTED");
        wire.delete(session).refused(405, "UNSUPPORTED");
        wire.putManifest("team/app", "2", OCI_MANIFEST, manifest).refused(405, "UNSUPPORTED");
        wire.delete("/v2/team/app/manifests/1").refused(405, "UNSUPPORTED");
        wire.delete("/v2/_crossdock/repositories/team/app").refused(405, "UNSUPPORTED");
        wire.get("/v2/team/app/manifests/1").is(200);
    }

    @Test
    void immutableTag_isPutOnce_whoeverElseTries() throws Exception {
        serve(new ContentSettings(true, false, Optional.empty(), List.of(new ImmutableRule("team/**", "v*")),
                ContentSettings.Pages.USUAL, ContentSettings.ManifestRules.ALL), CollectorSettings.USUAL);
        List<byte[]> images = Stream.of("a", "b", "c", "d").map(name -> wire.image("team/app", name)).toList();
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService pushers = Executors.newFixedThreadPool(images.size())) {
            List<Callable<Integer>> puts = images.stream().<Callable<Integer>>map(image -> () -> wire.putManifest(
                    "team/app", "v1", OCI_MANIFEST, image).status()).toList();
            for (var put : pushers.invokeAll(puts)) {
                statuses.add(put.get());
            }
        }
        assertThat(statuses).containsOnlyOnce(201).filteredOn(status -> status == 403).hasSize(3);
        byte[] winner = wire.get("/v2/team/app/manifests/v1").is(200).bytes();
        wire.putManifest("team/app", "v1", OCI_MANIFEST, winner).is(201);
        assertThat(images.get(statuses.indexOf(201))).isEqualTo(winner);
        wire.delete("/v2/team/app/manifests/v1").refused(403, "DENIED");
        wire.delete("/v2/team/app/manifests/" + Digest.sha256(winner)).refused(403, "DENIED");
        wire.delete("/v2/_crossdock/repositories/team/app").refused(403, "DENIED");
        wire.putManifest("team/app", "latest", OCI_MANIFEST, images.getFirst()).is(201);
        wire.putManifest("team/app", "latest", OCI_MANIFEST, images.getLast()).is(201);
    }

    @Test
    void repository_goesWhole_andLeavesTheCatalog() {
        wire.pushImage("team/app", "1", "layer");
        wire.pushImage("team/app/nested", "1", "layer");
        wire.pushImage("team", "1", "layer");

        wire.delete("/v2/_crossdock/repositories/team/app").is(202);

        assertThat(wire.get("/v2/_catalog").text()).contains("[\"team\",\"team/app/nested\"]");
        wire.get("/v2/team/app/tags/list").refused(404, "NAME_UNKNOWN");
        wire.get("/v2/team/app/blobs/" + Digest.sha256(Wire.bytes("layer"))).refused(404, "BLOB_UNKNOWN");
        wire.get("/v2/team/app/nested/manifests/1").is(200);
        wire.delete("/v2/_crossdock/repositories/team/app").refused(404, "NAME_UNKNOWN");
        wire.get("/v2/_crossdock/repositories/team/app").refused(405, "UNSUPPORTED");
        wire.pushImage("team/app", "1", "layer");
        assertThat(wire.get("/v2/_catalog").text()).contains("team/app\"");
    }

    @Test
    void lastManifest_takesItsRepositoryFromTheCatalog() {
        Digest manifest = Digest.sha256(wire.pushImage("team/app", "1", "layer"));

        wire.delete("/v2/team/app/manifests/" + manifest).is(202);

        assertThat(wire.get("/v2/_catalog").text()).contains("[]");
    }

    @Test
    void immutableTagThatIsTorn_canBePutAnew_andDeleted() throws IOException {
        serve(new ContentSettings(true, false, Optional.empty(), List.of(new ImmutableRule("team/**", "v*")),
                ContentSettings.Pages.USUAL, ContentSettings.ManifestRules.ALL), CollectorSettings.USUAL);
        byte[] image = wire.pushImage("team/app", "v1", "layer");
        wire.pushImage("team/app", "v2", "layer");
        for (String tag : List.of("v1", "v2")) {
            backing().overwrite("repositories/team/app/_manifests/tags/" + tag + "/current/link", "");
        }

        wire.putManifest("team/app", "v1", OCI_MANIFEST, image).is(201);
        assertThat(wire.get("/v2/team/app/manifests/v1").is(200).bytes()).isEqualTo(image);
        wire.delete("/v2/team/app/manifests/v2").is(202);
        wire.delete("/v2/team/app/manifests/v1").refused(403, "DENIED");
    }

    private void serve(ContentSettings rules, CollectorSettings collector) throws IOException {
        stop();
        server = RegistryServer.start(settings(true, List.of()).with(new RegistrySettings.Content(rules, collector,
                List.of())));
        wire = new Wire(server.port());
    }

    private Path link(String place) {
        return content().resolve("repositories/" + place + "/link");
    }

    private void age() throws IOException {
        try (Stream<Path> files = Files.walk(content())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(LONG_AGO)));
            }
        }
    }
}
