package dev.crossdock.registry;

import static dev.crossdock.registry.Wire.OCI_INDEX;
import static dev.crossdock.registry.Wire.OCI_MANIFEST;
import static dev.crossdock.registry.Wire.bytes;
import static dev.crossdock.registry.Wire.descriptor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import dev.crossdock.registry.collect.CollectorSettings;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.content.ContentSettings.ManifestRules;
import dev.crossdock.registry.content.ContentSettings.Platforms;
import dev.crossdock.registry.upstream.UpstreamSettings;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code validation.manifests} asks of a manifest, and that {@code check} asks no more. */
class ValidationTest extends RegistryContract {
    private static final Digest ABSENT = Digest.sha256(bytes("for another platform"));

    @Test
    void index_withoutAnEntry_isRefused_asDistributionDoes() throws IOException {
        restart(rules(ManifestRules.ALL));

        wire.putManifest("team/app", "all", OCI_INDEX, index("linux")).refused(400, "MANIFEST_BLOB_UNKNOWN");
        wire.get("/v2/team/app/manifests/all").is(404);
    }

    @Test
    void sparseIndex_isTaken_whereNoPlatformIsDemanded() throws IOException {
        RegistrySettings settings = rules(new ManifestRules(List.of(), List.of(), new Platforms.None()));
        restart(settings);

        byte[] index = index("linux");
        wire.putManifest("team/app", "all", OCI_INDEX, index).is(201);

        assertThat(wire.get("/v2/team/app/manifests/all").is(200).bytes()).isEqualTo(index);
        assertThat(checked(settings)).containsExactly("nothing is wrong");
        assertThat(checked(rules(ManifestRules.ALL)).getFirst()).contains("it refers to " + ABSENT);
    }

    @Test
    void sparseIndex_needsTheListedPlatforms() throws IOException {
        RegistrySettings settings = rules(new ManifestRules(List.of(), List.of(),
                new Platforms.Listed(List.of("linux/s390x"))));
        restart(settings);

        wire.putManifest("team/app", "all", OCI_INDEX, index("linux")).refused(400, "MANIFEST_BLOB_UNKNOWN");
        wire.putManifest("team/app", "all", OCI_INDEX, index("windows")).is(201);
        assertThat(checked(settings)).containsExactly("nothing is wrong");
    }

    @Test
    void layerAddresses_areHeldAgainstTheLists() throws IOException {
        restart(rules(new ManifestRules(List.of(Pattern.compile("^https://layers\\.example/")),
                List.of(Pattern.compile("/private/")), new Platforms.All())));
        byte[] config = bytes("{}");
        wire.pushBlob("team/app", config);

        wire.putManifest("team/app", "1", OCI_MANIFEST, foreign(config, "https://layers.example/a")).is(201);
        wire.putManifest("team/app", "2", OCI_MANIFEST, foreign(config, "https://other.example/a"))
                .refused(400, "MANIFEST_INVALID");
        wire.putManifest("team/app", "2", OCI_MANIFEST, foreign(config, "https://layers.example/private/a"))
                .refused(400, "MANIFEST_INVALID");
        wire.get("/v2/team/app/manifests/2").is(404);
    }

    /** An expression can take time by the square of what it reads: such a manifest would hold a processor for minutes. */
    @Test
    void layerAddresses_thatAreLongOrMany_areRefusedUnread() throws IOException {
        restart(rules(new ManifestRules(List.of(), List.of(Pattern.compile("(a+)+b$")), new Platforms.All())));
        byte[] config = bytes("{}");
        wire.pushBlob("team/app", config);

        wire.putManifest("team/app", "1", OCI_MANIFEST, foreign(config, "https://h/" + "a".repeat(100_000)))
                .refused(400, "MANIFEST_INVALID");
        wire.putManifest("team/app", "1", OCI_MANIFEST,
                foreign(config, "https://h/x\",\"".repeat(1_000) + "https://h/y"))
                .refused(400, "MANIFEST_INVALID");
        wire.putManifest("team/app", "1", OCI_MANIFEST, foreign(config, "https://h/x\",\"".repeat(999) + "https://h/y"))
                .is(201);
    }

    @Test
    void check_knowsWhatAnUpstreamHas() throws IOException {
        restart(rules(new ManifestRules(List.of(), List.of(), new Platforms.None())));
        wire.putManifest("hub/app", "all", OCI_INDEX, index("linux")).is(201);
        RegistrySettings cache = settings(true, List.of()).with(new RegistrySettings.Content(rules(ManifestRules.ALL)
                .content().rules(), CollectorSettings.USUAL,
                List.of(new UpstreamSettings("hub", URI.create(
                        "https://registry.example"), Optional.empty(), Optional.empty()))));

        assertThat(checked(cache)).containsExactly("nothing is wrong");
    }

    /** Of an image that team/app has, and one that it has not: for s390x, and this system. */
    private byte[] index(String system) {
        byte[] here = wire.pushImage("team/app", "here", "layer");
        String absent = descriptor(OCI_MANIFEST, ABSENT, 20);
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s,%s]}".formatted(OCI_INDEX,
                descriptor(OCI_MANIFEST, Digest.sha256(here), here.length),
                absent.substring(0, absent.length() - 1) + ",\"platform\":{\"os\":\"%s\",\"architecture\":\"s390x\"}}"
                        .formatted(system)));
    }

    private static byte[] foreign(byte[] config, String url) {
        return bytes("""
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[
                 {"mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar","digest":"%s","size":7,
                  "urls":["%s"]}]}""".formatted(OCI_MANIFEST, descriptor("application/vnd.oci.image.config.v1+json",
                Digest.sha256(config), config.length), ABSENT, url));
    }

    private RegistrySettings rules(ManifestRules manifests) {
        return settings(true, List.of()).with(new RegistrySettings.Content(new ContentSettings(true, false,
                Optional.empty(), List.of(), ContentSettings.Pages.USUAL, manifests), CollectorSettings.USUAL,
                List.of()));
    }

    /** The server is stopped for it: what is asked for depends on the settings of who asks. */
    private List<String> checked(RegistrySettings settings) throws IOException {
        stop();
        List<String> report = new ArrayList<>();
        new Upkeep(settings).check(false, report::add);
        return report;
    }
}
