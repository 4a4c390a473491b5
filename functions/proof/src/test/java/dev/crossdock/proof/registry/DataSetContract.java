package dev.crossdock.proof.registry;

import static dev.crossdock.proof.registry.wire.Wire.blobs;
import static dev.crossdock.proof.registry.wire.Wire.manifests;
import static dev.crossdock.proof.registry.wire.Wire.referrers;
import static dev.crossdock.proof.registry.wire.Wire.tags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.image.Digest;
import dev.crossdock.proof.registry.data.Assembly;
import dev.crossdock.proof.registry.data.DataSet;
import dev.crossdock.proof.registry.data.Piece;
import dev.crossdock.proof.registry.data.Pieces;
import dev.crossdock.proof.registry.wire.Answer;
import dev.crossdock.proof.registry.wire.Way;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Every kind of content through its whole life: pushed, listed, looked at, pulled, referred to, deleted. */
interface DataSetContract extends Conforming {
    @TestFactory
    default Stream<DynamicContainer> content() {
        return Stream.of(DataSet.values()).map(set -> {
            Life life = new Life(this, set.make(), newRepository());
            return DynamicContainer.dynamicContainer(set.name(), List.of(
                    dynamicTest("push", () -> life.push(set.isTaggedByParameter())), //
                    dynamicTest("tags", life::list), //
                    dynamicTest("head", life::head), //
                    dynamicTest("get", life::get), //
                    dynamicTest("referrers", life::refer), //
                    dynamicTest("delete", life::delete)));
        });
    }

    /** One kind of content in a repository of its own; each step builds on those before it. */
    record Life(Conforming registry, Pieces pieces, String repository) {
        private static final List<Way> WAYS = List.of(Way.values());
        private static final String[] ACCEPT = {"Accept", Assembly.INDEX, "Accept", Assembly.IMAGE};

        /** Each blob in another way, the manifests by digest, then the tags. */
        void push(boolean isTaggedByParameter) {
            for (int i = 0; i < pieces.blobs().size(); i++) {
                Piece blob = pieces.blobs().get(i);
                WAYS.get(i % WAYS.size()).push(registry.wire(), repository, blob.bytes(), blob.digest())
                        .is(201);
            }
            for (Piece manifest : pieces.manifests()) {
                List<String> names = isTaggedByParameter ? pieces.tagsOf(manifest.digest()) : List.of();
                String query = names.stream().map(name -> "tag=" + name).collect(Collectors.joining("&"));
                Answer stored = put(manifest.digest() + (query.isEmpty() ? "" : "?" + query), manifest);
                assertThat(stored.all("OCI-Tag")).containsExactlyElementsOf(names);
            }
            if (!isTaggedByParameter) {
                pieces.tags().forEach((name, digest) -> put(name, pieces.manifest(digest)));
            }
        }

        private Answer put(String reference, Piece manifest) {
            Answer stored = registry.wire().putManifest(repository, reference, manifest.mediaType(), manifest.bytes())
                    .is(201).names(manifest.digest());
            check(registry.wire().get(stored.location(), ACCEPT), manifest).holds(manifest.bytes());
            List<String> subjects = subject(manifest).map(List::of).orElse(List.of());
            assertThat(stored.all("OCI-Subject")).containsExactlyElementsOf(subjects);
            return stored;
        }

        private Optional<String> subject(Piece manifest) {
            return pieces.referrers().entrySet().stream().filter(entry -> entry.getValue().stream()
                    .anyMatch(referrer -> is(referrer, manifest))).map(entry -> entry.getKey().toString()).findFirst();
        }

        private static boolean is(JsonNode referrer, Piece manifest) {
            return referrer.path("digest").asText().equals(Digest.sha256(manifest.bytes()).toString());
        }

        void list() {
            if (pieces.tags().isEmpty()) {
                assertThat(registry.wire().get(tags(repository)).is(200).json().path("tags")).isEmpty();
                return;
            }
            List<String> sorted = pieces.tags().keySet().stream().sorted().toList();
            assertThat(listed("")).isEqualTo(sorted);
            for (int i = 0; i < sorted.size(); i++) {
                assertThat(listed("?last=" + sorted.get(i))).isEqualTo(sorted.subList(i + 1, sorted.size()));
            }
        }

        private List<String> listed(String query) {
            JsonNode list = registry.wire().get(tags(repository) + query).is(200).json();
            assertThat(list.path("name").asText()).isEqualTo(repository);
            List<String> names = new ArrayList<>();
            list.path("tags").forEach(name -> names.add(name.asText()));
            return names;
        }

        void head() {
            pieces.tags().forEach((name, digest) -> check(registry.wire().head(manifests(repository, name), ACCEPT),
                    pieces.manifest(digest)));
            pieces.manifests().forEach(manifest -> check(registry.wire().head(manifests(repository, manifest.digest()),
                    ACCEPT), manifest));
            pieces.blobs().forEach(blob -> registry.wire().head(blobs(repository, blob.digest())).is(200).names(
                    blob.digest()).has("Content-Length", blob.bytes().length));
        }

        private static Answer check(Answer answer, Piece manifest) {
            return answer.is(200).has("Content-Type", manifest.mediaType()).names(manifest.digest()).has(
                    "Content-Length", manifest.bytes().length);
        }

        void get() {
            pieces.tags().forEach((name, digest) -> check(registry.wire().get(manifests(repository, name), ACCEPT),
                    pieces.manifest(digest)).holds(pieces.manifest(digest).bytes()));
            pieces.manifests().forEach(manifest -> check(registry.wire().get(manifests(repository, manifest.digest()),
                    ACCEPT), manifest).holds(manifest.bytes()));
            pieces.blobs().forEach(blob -> registry.wire().get(blobs(repository, blob.digest())).is(200).names(
                    blob.digest()).holds(blob.bytes()));
        }

        /** All of them, and those of each artifact type alone. */
        void refer() {
            pieces.referrers().forEach((subject, wanted) -> {
                assertThat(texts(referring(subject, ""))).isEqualTo(texts(wanted));
                wanted.stream().map(Life::type).filter(type -> !type.isEmpty()).distinct().forEach(
                        type -> assertThat(texts(referring(subject, type))).isEqualTo(texts(wanted.stream()
                                .filter(referrer -> type(referrer).equals(type)).toList())));
            });
        }

        /** In an order of their own: that of the list is the registry's. */
        private static List<String> texts(List<JsonNode> descriptors) {
            return descriptors.stream().map(JsonNode::toString).sorted().toList();
        }

        private List<JsonNode> referring(Digest subject, String type) {
            String query = type.isEmpty()
                    ? ""
                    : "?artifactType=" + URLEncoder.encode(type, StandardCharsets.UTF_8);
            Answer answer = registry.wire().get(referrers(repository, subject) + query).is(200).has("Content-Type",
                    Assembly.INDEX);
            assertThat(answer.all("OCI-Filters-Applied")).isEqualTo(type.isEmpty()
                    ? List.of()
                    : List.of("artifactType"));
            assertThat(answer.json().path("mediaType").asText()).isEqualTo(Assembly.INDEX);
            assertThat(answer.json().path("schemaVersion").asInt()).isEqualTo(2);
            List<JsonNode> found = new ArrayList<>();
            answer.json().path("manifests").forEach(found::add);
            return found;
        }

        private static String type(JsonNode referrer) {
            return referrer.path("artifactType").asText("");
        }

        /** Tags, manifests from the top, blobs: each is gone at once. */
        void delete() {
            for (String name : pieces.tags().keySet()) {
                registry.wire().delete(manifests(repository, name)).is(202);
                registry.wire().head(manifests(repository, name)).is(404);
            }
            for (Piece manifest : pieces.manifests().reversed()) {
                registry.wire().delete(manifests(repository, manifest.digest())).is(202);
                registry.wire().head(manifests(repository, manifest.digest())).is(404);
            }
            for (Piece blob : pieces.blobs()) {
                registry.wire().delete(blobs(repository, blob.digest())).is(202);
                registry.wire().head(blobs(repository, blob.digest())).is(404);
            }
            pieces.referrers().keySet().forEach(subject -> assertThat(referring(subject, "")).isEmpty());
        }
    }
}
