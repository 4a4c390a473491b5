package dev.crossdock.registry.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.registry.guard.Glob;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.notifications.EndpointSettings.Ignored;
import dev.crossdock.registry.notifications.EndpointSettings.Kind;
import dev.crossdock.registry.notifications.EndpointSettings.Wanted;
import dev.crossdock.registry.notifications.RegistryEvent.Cause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EventFactsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path GOLDEN = Path.of("../../events/distribution-3");
    private static final Repository APP = new Repository("team/app");
    private static final Digest DIGEST = Digest.sha256("x".getBytes(StandardCharsets.UTF_8));
    private static final Cause CAUSE = new Cause("10.0.0.9:5555", "https://reg.example:5000", "PUT", "docker/28", "ci");
    private static final Manifest IMAGE = image("application/vnd.oci.image.config.v1+json");
    private static final Manifest ARTIFACT = image("application/vnd.oci.empty.v1+json");
    private static final Manifest INDEX = Manifest.parse(RawManifest.of("", ("{\"schemaVersion\":2,\"mediaType\":"
            + "\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}").getBytes(StandardCharsets.UTF_8)));

    /** Field for field what distribution 3 sends, as it was captured. */
    @TestFactory
    Stream<DynamicTest> everyKind_hasTheFieldsOfDistributions() {
        Map<String, RegistryEvent> kinds = new LinkedHashMap<>();
        kinds.put("push-oci", new RegistryEvent.Pushed(APP, IMAGE, Optional.of(new Tag("1")), CAUSE));
        kinds.put("push-by-digest", new RegistryEvent.Pushed(APP, IMAGE, Optional.empty(), CAUSE));
        kinds.put("push-index", new RegistryEvent.Pushed(APP, INDEX, Optional.of(new Tag("1")), CAUSE));
        kinds.put("pull-manifest", new RegistryEvent.Pulled(APP, IMAGE, Optional.of(new Tag("1")), CAUSE));
        kinds.put("push-blob", new RegistryEvent.BlobPushed(APP, DIGEST, 5, CAUSE));
        kinds.put("pull-blob", new RegistryEvent.BlobPulled(APP, DIGEST, 5, CAUSE));
        kinds.put("mount-blob", new RegistryEvent.BlobMounted(APP, new Repository("other"), DIGEST, 5, CAUSE));
        kinds.put("delete-tag", new RegistryEvent.TagDeleted(APP, new Tag("1"), CAUSE));
        kinds.put("delete-manifest", new RegistryEvent.ManifestDeleted(APP, DIGEST, CAUSE));
        kinds.put("delete-blob", new RegistryEvent.BlobDeleted(APP, DIGEST, CAUSE));
        return kinds.entrySet().stream().map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> {
            JsonNode golden = JSON.readTree(GOLDEN.resolve(kind.getKey() + ".json").toFile()).at("/events/0");
            JsonNode ours = JSON
                    .readTree(new EventWriter("reg:5000", false).write(UUID.randomUUID(), Instant.now(), kind
                            .getValue()));
            ((ObjectNode) golden).putObject("actor").put("name", "ci");
            assertThat(shape(ours)).isEqualTo(shape(golden));
            assertThat(ours.path("action")).isEqualTo(golden.path("action"));
            assertThat(ours.at("/target/url").asText()).startsWith(golden.at("/target/url").isMissingNode()
                    ? ""
                    : "https://reg.example:5000/v2/team/app/");
            assertThat(ours.at("/request/host").asText()).isEqualTo("reg.example:5000");
        }));
    }

    /** Names of fields in their order, and kinds of values. */
    private static List<String> shape(JsonNode node) {
        List<String> shape = new ArrayList<>();
        node.properties().forEach(field -> {
            shape.add(field.getKey() + " " + field.getValue().getNodeType());
            shape(field.getValue()).forEach(inner -> shape.add(field.getKey() + "." + inner));
        });
        return shape;
    }

    @Test
    void references_areListedWhereTheyAreAskedFor() throws IOException {
        RegistryEvent pushed = new RegistryEvent.Pushed(APP, IMAGE, Optional.empty(), CAUSE);
        JsonNode references = JSON.readTree(new EventWriter("", true).write(UUID.randomUUID(), Instant.now(), pushed))
                .at("/target/references");

        assertThat(references).hasSize(2);
        assertThat(references.at("/0/mediaType").asText()).isEqualTo("application/vnd.oci.image.config.v1+json");
        assertThat(references.at("/1/digest").asText()).isEqualTo(DIGEST.toString());
        assertThat(references.at("/1/size").asInt()).isEqualTo(5);
    }

    @Test
    void endpointThatSaysNothing_isToldOfManifestsAndTags() {
        Wanted usual = new Wanted(Ignored.NOTHING);

        assertThat(Stream.of(pushed(IMAGE), pushed(INDEX), pushed(ARTIFACT), new RegistryEvent.TagDeleted(APP, new Tag(
                "1"), CAUSE), new RegistryEvent.ManifestDeleted(APP, DIGEST, CAUSE))).allMatch(event -> isWanted(usual,
                        event));
        assertThat(Stream.of(new RegistryEvent.BlobPushed(APP, DIGEST, 5, CAUSE), new RegistryEvent.BlobMounted(APP,
                APP, DIGEST, 5, CAUSE), new RegistryEvent.BlobDeleted(APP, DIGEST, CAUSE),
                new RegistryEvent.Pulled(
                        APP, IMAGE, Optional.empty(), CAUSE),
                new RegistryEvent.BlobPulled(APP, DIGEST, 5, CAUSE)))
                .noneMatch(event -> isWanted(usual, event));
    }

    @Test
    void kinds_tellImagesIndexesArtifactsAndBlobsApart() {
        assertThat(kindsThatWant(pushed(IMAGE))).containsExactly(Kind.IMAGE);
        assertThat(kindsThatWant(pushed(INDEX))).containsExactly(Kind.INDEX);
        assertThat(kindsThatWant(pushed(ARTIFACT))).containsExactly(Kind.ARTIFACT);
        assertThat(kindsThatWant(new RegistryEvent.BlobPushed(APP, DIGEST, 5, CAUSE))).containsExactly(Kind.BLOB);
        assertThat(kindsThatWant(new RegistryEvent.TagDeleted(APP, new Tag("1"), CAUSE))).containsExactly(Kind.IMAGE,
                Kind.INDEX, Kind.ARTIFACT);
    }

    @Test
    void actionsAndGlobs_narrow() {
        assertThat(isWanted(wanted(Set.of("pull"), List.of(), List.of()), new RegistryEvent.Pulled(APP, IMAGE, Optional
                .empty(), CAUSE))).isTrue();
        assertThat(isWanted(wanted(Set.of("pull"), List.of(), List.of()), pushed(IMAGE))).isFalse();
        assertThat(isWanted(wanted(Set.of("push"), List.of(new Glob("other"), new Glob("team/*")), List.of()), pushed(
                IMAGE))).isTrue();
        assertThat(isWanted(wanted(Set.of("push"), List.of(new Glob("other")), List.of()), pushed(IMAGE))).isFalse();
        assertThat(isWanted(wanted(Set.of("push"), List.of(), List.of(new Glob("v*"))), pushed(IMAGE))).isTrue();
        assertThat(isWanted(wanted(Set.of("push"), List.of(), List.of(new Glob("w*"))), pushed(IMAGE))).isFalse();
        assertThat(isWanted(wanted(Set.of("push"), List.of(), List.of(new Glob("**"))), new RegistryEvent.Pushed(APP,
                IMAGE, Optional.empty(), CAUSE))).as("no tag fits no glob").isFalse();
        assertThatThrownBy(() -> wanted(Set.of("pushed"), List.of(), List.of())).hasMessageContaining("pushed");
    }

    @Test
    void distributionsIgnore_countsLast() {
        assertThat(isWanted(new Wanted(new Ignored(Set.of(IMAGE.mediaType()), Set.of())), pushed(IMAGE))).isFalse();
        assertThat(isWanted(new Wanted(new Ignored(Set.of(IMAGE.mediaType()), Set.of())), pushed(INDEX))).isTrue();
        assertThat(isWanted(new Wanted(new Ignored(Set.of(), Set.of("push"))), pushed(IMAGE))).isFalse();
    }

    private static List<Kind> kindsThatWant(RegistryEvent event) {
        return Stream.of(Kind.values()).filter(kind -> isWanted(new Wanted(Ignored.NOTHING, Wanted.ACTIONS, Set.of(
                kind), List.of(), List.of()), event)).toList();
    }

    private static Wanted wanted(Set<String> actions, List<Glob> repositories, List<Glob> tags) {
        return new Wanted(Ignored.NOTHING, actions, Wanted.USUAL_KINDS, repositories, tags);
    }

    private static boolean isWanted(Wanted wanted, RegistryEvent event) {
        return EventFacts.of(event).isWanted(wanted);
    }

    private static RegistryEvent pushed(Manifest manifest) {
        return new RegistryEvent.Pushed(APP, manifest, Optional.of(new Tag("v1")), CAUSE);
    }

    private static Manifest image(String config) {
        return Manifest.parse(RawManifest.of("", ("{\"schemaVersion\":2,\"mediaType\":"
                + "\"application/vnd.oci.image.manifest.v1+json\",\"config\":{\"mediaType\":\"%s\",\"digest\":\"%s\","
                + "\"size\":2},\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\","
                + "\"digest\":\"%s\",\"size\":5}]}").formatted(config, DIGEST, DIGEST).getBytes(
                        StandardCharsets.UTF_8)));
    }
}
