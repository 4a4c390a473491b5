package dev.crossdock.proof.registry;

import static dev.crossdock.proof.registry.data.Assembly.IMAGE;
import static dev.crossdock.proof.registry.data.Assembly.INDEX;
import static dev.crossdock.proof.registry.data.Assembly.LAYER;
import static dev.crossdock.proof.registry.wire.Wire.manifests;
import static dev.crossdock.proof.registry.wire.Wire.tags;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.proof.registry.data.Assembly;
import dev.crossdock.proof.registry.data.Piece;
import dev.crossdock.proof.registry.wire.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests, and the traps in them. */
interface ManifestContract extends Conforming {
    int MAXIMUM_BYTES = 4 << 20;
    int SPEC_TAGS = 10;
    int MAXIMUM_TAGS = 100;

    /** Pushes the blobs of what was put together; gives the top manifest, which is not pushed. */
    private Piece prepared(String repository, Assembly content) {
        content.pieces().blobs().forEach(blob -> wire().pushBlob(repository, blob.bytes()));
        content.pieces().manifests().stream()
                .filter(manifest -> !manifest.digest().equals(content.pieces().top().digest()))
                .forEach(manifest -> wire().putManifest(repository, manifest.digest(), manifest.mediaType(),
                        manifest.bytes()).is(201));
        return content.pieces().top();
    }

    private Piece preparedImage(String repository, int seed) {
        Assembly content = new Assembly(seed);
        content.add(content.image());
        return prepared(repository, content);
    }

    @Test
    default void wrongDigest_isRefused_andNothingIsKept() {
        String repository = newRepository();
        Piece image = preparedImage(repository, 1);
        byte[] padded = Arrays.copyOf(image.bytes(), image.bytes().length + 2);
        Arrays.fill(padded, image.bytes().length, padded.length, (byte) ' ');

        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            wire().putManifest(repository, image.by(algorithm), IMAGE, padded).refused(400, "DIGEST_INVALID");
        }

        wire().head(manifests(repository, image.digest())).is(404);
        wire().head(manifests(repository, Digest.sha256(padded))).is(404);
        wire().putManifest(repository, Digest.sha256(padded), IMAGE, padded).is(201);
        wire().get(manifests(repository, Digest.sha256(padded))).is(200).holds(padded);
    }

    @ParameterizedTest
    @ValueSource(strings = {INDEX, "application/vnd.docker.distribution.manifest.v2+json"})
    default void announcedType_thatTheBodyContradicts_isRefused(String announced) {
        String repository = newRepository();
        Piece image = preparedImage(repository, 2);

        wire().putManifest(repository, "1", announced, image.bytes()).refused(400, "MANIFEST_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"manifests\":[],\"layers\":[]}",
            "{\"schemaVersion\":2,\"schemaVersion\":2,\"manifests\":[]}",
            "[]", "", "{\"schemaVersion\":2", "{\"schemaVersion\":2}",
            "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"a/b\",\"digest\":\"sha256:../../x\",\"size\":1}]}"})
    default void bodyThatIsNoOneManifest_isRefused(String body) {
        wire().putManifest(newRepository(), "1", INDEX, body.getBytes(UTF_8)).refused(400, "MANIFEST_INVALID");
    }

    @Test
    default void typeWithParameters_isServedWithout() {
        String repository = newRepository();
        Piece image = preparedImage(repository, 3);
        wire().putManifest(repository, "1", IMAGE + "; charset=utf-8", image.bytes()).is(201);
        wire().get(manifests(repository, "1")).is(200).has("Content-Type", IMAGE);
    }

    @Test
    default void typeThatNobodyNames_isFoundByTheBodysShape() {
        String repository = newRepository();
        Assembly content = new Assembly(4);
        ObjectNode draft = content.image();
        draft.remove("mediaType");
        Piece image = content.add(draft);
        prepared(repository, content);

        wire().putManifest(repository, "1", IMAGE, image.bytes()).is(201);

        wire().get(manifests(repository, "1")).is(200).has("Content-Type", IMAGE).holds(image.bytes());
    }

    @Test
    default void whatTheImageRefersTo_mustBeThere() {
        String repository = newRepository();
        Assembly content = new Assembly(5);
        Piece image = content.add(content.image());

        wire().putManifest(repository, "1", IMAGE, image.bytes()).refused(400, "MANIFEST_BLOB_UNKNOWN");

        assertThat(wire().get(tags(repository)).is(200, 404).text()).doesNotContain("\"1\"");
        content.pieces().blobs().forEach(blob -> wire().pushBlob(newRepository(), blob.bytes()));
        wire().putManifest(repository, "1", IMAGE, image.bytes()).refused(400, "MANIFEST_BLOB_UNKNOWN");
    }

    /** Sparse indexes are a choice of the operator. */
    @Test
    default void whatTheIndexRefersTo_mustBeThere() {
        String repository = newRepository();
        Assembly content = new Assembly(6);
        Piece index = content.add(content.index(content.add(content.image()), content.add(content.image())));
        content.pieces().blobs().forEach(blob -> wire().pushBlob(repository, blob.bytes()));
        Piece child = content.pieces().manifests().getFirst();
        wire().putManifest(repository, child.digest(), IMAGE, child.bytes()).is(201);

        String told = wire().putManifest(repository, "1", INDEX, index.bytes()).refused(400, "MANIFEST_BLOB_UNKNOWN")
                .text();

        assertThat(told).contains(content.pieces().manifests().get(1).digest().hex()).doesNotContain(
                child.digest().hex());
    }

    @Test
    default void manifestOfTheLargestSize_isKept_andOneByteMoreIsNot() throws IOException {
        String repository = newRepository();
        Assembly content = new Assembly(7);
        Piece small = content.add(content.index());
        byte[] largest = Arrays.copyOf(small.bytes(), MAXIMUM_BYTES);
        Arrays.fill(largest, small.bytes().length, MAXIMUM_BYTES, (byte) ' ');
        byte[] larger = Arrays.copyOf(largest, MAXIMUM_BYTES + 1);
        larger[MAXIMUM_BYTES] = ' ';

        wire().putManifest(repository, "largest", INDEX, largest).is(201);
        wire().putManifest(repository, "larger", INDEX, larger).is(413);
        wire().stream("PUT", manifests(repository, "larger"), larger, "Content-Type", INDEX).is(413);
        wire().send("PUT", manifests(repository, "larger"), larger, "Content-Type", INDEX, "Content-Encoding", "gzip")
                .is(413);
        wire().send("PUT", manifests(repository, "larger"), gzip(larger), "Content-Type", INDEX, "Content-Encoding",
                "gzip").is(400, 413, 415);

        wire().get(manifests(repository, "largest")).is(200).holds(largest);
        wire().head(manifests(repository, "larger")).is(404);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, SPEC_TAGS, MAXIMUM_TAGS})
    default void tagParameters_areAllSet(int count) {
        String repository = newRepository();
        Piece image = preparedImage(repository, 8);
        List<String> names = IntStream.range(0, count).mapToObj(i -> "t%03d".formatted(i)).toList();
        String query = names.stream().map(name -> "tag=" + name).collect(Collectors.joining("&"));

        Answer stored = wire().putManifest(repository, image.digest() + "?" + query, IMAGE, image.bytes()).is(201);

        assertThat(stored.all("OCI-Tag")).containsExactlyElementsOf(names);
        names.forEach(name -> wire().head(manifests(repository, name)).is(200).names(image.digest()));
    }

    @Test
    default void tagParameters_tooMany_orNone_setNothing() {
        String repository = newRepository();
        Piece image = preparedImage(repository, 9);
        String many = IntStream.rangeClosed(0, MAXIMUM_TAGS).mapToObj(i -> "tag=t" + i)
                .collect(Collectors.joining("&"));

        wire().putManifest(repository, image.digest() + "?" + many, IMAGE, image.bytes()).is(414);
        wire().putManifest(repository, image.digest() + "?tag=ok&tag=..", IMAGE, image.bytes()).refused(400,
                "TAG_INVALID");

        wire().head(manifests(repository, "ok")).is(404);
        wire().head(manifests(repository, image.digest())).is(404);
    }

    @Test
    default void pushedBySha512_isNamedAsAsked() {
        String repository = newRepository();
        Piece image = preparedImage(repository, 10);
        Digest other = image.by(DigestAlgorithm.SHA512);
        wire().putManifest(repository, other + "?tag=by-sha512", IMAGE, image.bytes()).is(201).names(other);
        wire().putManifest(repository, "by-tag", IMAGE, image.bytes()).is(201).names(image.digest());

        for (String method : List.of("GET", "HEAD")) {
            wire().send(method, manifests(repository, other), new byte[0]).is(200).names(other);
            wire().send(method, manifests(repository, image.digest()), new byte[0]).is(200).names(image.digest());
            wire().send(method, manifests(repository, "by-sha512"), new byte[0]).is(200).names(other);
            wire().send(method, manifests(repository, "by-tag"), new byte[0]).is(200).names(image.digest());
        }
    }

    @ParameterizedTest
    @EnumSource
    default void deletedByOneDigest_isGoneByBoth_andFromItsTags(DigestAlgorithm algorithm) {
        String repository = newRepository();
        Piece image = preparedImage(repository, 11);
        Digest other = image.by(DigestAlgorithm.SHA512);
        wire().putManifest(repository, other + "?tag=by-sha512", IMAGE, image.bytes()).is(201);
        wire().putManifest(repository, "by-tag", IMAGE, image.bytes()).is(201);

        wire().delete(manifests(repository, image.by(algorithm))).is(202);

        for (Object reference : List.of(other, image.digest(), "by-sha512", "by-tag")) {
            wire().head(manifests(repository, reference)).is(404);
        }
        // A repository without a manifest is none: both answers say that there is no tag.
        Answer tags = wire().get(tags(repository)).is(200, 404);
        assertThat(tags.status() == 404 || tags.json().path("tags").isEmpty()).as(tags.text()).isTrue();
    }

    @Test
    default void tagMoves_andTheOldManifestStays() {
        String repository = newRepository();
        Piece first = preparedImage(repository, 12);
        Piece second = preparedImage(repository, 13);
        wire().putManifest(repository, "moving", IMAGE, first.bytes()).is(201);
        wire().putManifest(repository, "moving", IMAGE, second.bytes()).is(201);

        wire().get(manifests(repository, "moving")).is(200).names(second.digest()).holds(second.bytes());
        wire().get(manifests(repository, first.digest())).is(200).holds(first.bytes());
        wire().delete(manifests(repository, "moving")).is(202);
        wire().get(manifests(repository, second.digest())).is(200).holds(second.bytes());
    }

    @Test
    default void whatTheClientHas_isNotSentAgain() {
        String repository = newRepository();
        Piece image = preparedImage(repository, 14);
        wire().putManifest(repository, "1", IMAGE, image.bytes()).is(201);

        assertThat(
                wire().get(manifests(repository, "1"), "If-None-Match", "\"" + image.digest() + "\"").is(304).bytes())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/vnd.docker.distribution.manifest.v2+json", IMAGE})
    default void imageOfAnyFamily_comesBackAsItWas(String mediaType) {
        String repository = newRepository();
        Assembly content = new Assembly(15);
        Piece image = content.add(content.image(content.config(), content.layer(LAYER)).put("mediaType", mediaType));
        prepared(repository, content);
        wire().putManifest(repository, "1", mediaType, image.bytes()).is(201);

        wire().get(manifests(repository, "1"), "Accept", "application/json").is(200).has("Content-Type", mediaType)
                .holds(image.bytes());
    }
}
