package dev.crossdock.proof.registry;

import static dev.crossdock.proof.registry.data.Assembly.ARTIFACT;
import static dev.crossdock.proof.registry.data.Assembly.IMAGE;
import static dev.crossdock.proof.registry.data.Assembly.INDEX;
import static dev.crossdock.proof.registry.wire.Wire.manifests;
import static dev.crossdock.proof.registry.wire.Wire.referrers;
import static dev.crossdock.proof.registry.wire.Wire.tags;
import static dev.crossdock.proof.registry.wire.Wire.uploads;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.proof.registry.data.Assembly;
import dev.crossdock.proof.registry.data.Piece;
import dev.crossdock.proof.registry.wire.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists: tags in pages, and what refers to what. */
interface ListContract extends Conforming {
    List<String> SORTED = List.of("1.0", "A", "Z", "_", "a", "a-b", "a.b", "b", "latest", "z");

    private String tagged() {
        String repository = newRepository();
        Assembly content = new Assembly(1);
        Piece index = content.add(content.index());
        String query = SORTED.reversed().stream().map(name -> "tag=" + name).collect(Collectors.joining("&"));
        wire().putManifest(repository, index.digest() + "?" + query, INDEX, index.bytes()).is(201);
        return repository;
    }

    private static List<String> texts(JsonNode array) {
        assertThat(array.isArray()).isTrue();
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static String next(Answer answer) {
        String link = answer.header("Link");
        assertThat(link).matches("|</v2/[^>]*>; rel=\"next\"");
        return link.isEmpty() ? "" : link.replaceAll("<(.*)>.*", "$1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9, 10, 11, 1000})
    default void tags_inPages_comeInOrder_eachOnce(int size) {
        String repository = tagged();
        List<String> found = new ArrayList<>();
        String address = tags(repository) + "?n=" + size;
        for (int page = 0; !address.isEmpty(); page++) {
            Answer answer = wire().get(address).is(200);
            assertThat(answer.json().path("name").asText()).isEqualTo(repository);
            List<String> names = texts(answer.json().path("tags"));
            assertThat(names).hasSize(Math.min(size, SORTED.size() - page * size));
            found.addAll(names);
            address = next(answer);
        }
        assertThat(found).isEqualTo(SORTED);
    }

    @ParameterizedTest
    @CsvSource({"?last=a,5", "?last=a0,7", "?last=~,10", "?last=,0", "?n=3&last=Z,3", "?last=0,0"})
    default void tags_afterALast_thatNeedNotExist(String query, int skipped) {
        String repository = tagged();
        List<String> after = SORTED.subList(skipped, SORTED.size());
        List<String> wanted = query.contains("n=3") ? after.subList(0, 3) : after;

        assertThat(texts(wire().get(tags(repository) + query).is(200).json().path("tags"))).isEqualTo(wanted);
    }

    @Test
    default void tags_noneWanted_areNone() {
        Answer answer = wire().get(tags(tagged()) + "?n=0").is(200).hasNo("Link");
        assertThat(texts(answer.json().path("tags"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483647", "2147483648", "9000000000000000000", "-1", "-9000000000000000000", "abc", ""})
    default void tags_absurdNumbers_areCutOrRefused(String n) {
        Answer answer = wire().get(tags(tagged()) + "?n=" + n).is(200, 400);
        if (answer.status() == 200) {
            assertThat(texts(answer.json().path("tags"))).isEqualTo(SORTED);
        } else {
            answer.refused(400, "PAGINATION_NUMBER_INVALID");
        }
        wire().get("/v2/_catalog?n=" + n).is(200, 400);
    }

    @Test
    default void catalog_inPages_hasTheRepository() {
        String repository = tagged();
        List<String> found = new ArrayList<>();
        for (String address = "/v2/_catalog?n=20"; !address.isEmpty();) {
            Answer answer = wire().get(address).is(200);
            found.addAll(texts(answer.json().path("repositories")));
            address = next(answer);
        }
        assertThat(found).contains(repository).doesNotHaveDuplicates();
    }

    /** Pushes a subject and some artifacts; gives the artifacts, the subject first. */
    private List<Piece> referring(String repository, DigestAlgorithm algorithm, int artifacts) {
        Assembly content = new Assembly(algorithm, 2);
        JsonNode subject = Assembly.descriptor(content.add(content.image()));
        for (int i = 0; i < artifacts; i++) {
            content.add(content.referring(content.artifact(ARTIFACT), subject));
        }
        content.pieces().blobs().forEach(
                blob -> wire().send("POST", uploads(repository) + "?digest=" + blob.digest(), blob.bytes()).is(201));
        return content.pieces().manifests();
    }

    @ParameterizedTest
    @EnumSource
    default void referrers_mayComeBeforeTheirSubject_andOutliveIt(DigestAlgorithm algorithm) {
        String repository = newRepository();
        List<Piece> pieces = referring(repository, algorithm, 2);
        Digest subject = pieces.getFirst().digest();
        for (Piece piece : pieces.reversed()) {
            wire().putManifest(repository, piece.digest(), IMAGE, piece.bytes()).is(201);
        }
        assertThat(referrersOf(repository, subject)).hasSize(2);

        wire().delete(manifests(repository, subject)).is(202);
        assertThat(referrersOf(repository, subject)).hasSize(2);
        wire().delete(manifests(repository, pieces.getLast().digest())).is(202);
        assertThat(referrersOf(repository, subject)).hasSize(1);
    }

    private List<String> referrersOf(String repository, Digest subject) {
        List<String> digests = new ArrayList<>();
        wire().get(referrers(repository, subject)).is(200).json().path("manifests").forEach(one -> digests.add(
                one.path("digest").asText()));
        return digests;
    }

    @Test
    default void referrers_ofAnotherRepository_areNotListed() {
        String repository = newRepository();
        List<Piece> pieces = referring(repository, DigestAlgorithm.SHA256, 1);
        wire().putManifest(repository, pieces.get(1).digest(), IMAGE, pieces.get(1).bytes()).is(201);

        assertThat(referrersOf(newRepository(), pieces.getFirst().digest())).isEmpty();
    }

    @Test
    default void referrers_ofATypeThatNoneHas_areNone() {
        String repository = newRepository();
        List<Piece> pieces = referring(repository, DigestAlgorithm.SHA256, 1);
        wire().putManifest(repository, "artifact", IMAGE, pieces.get(1).bytes()).is(201);
        String address = referrers(repository, pieces.getFirst().digest());

        Answer none = wire().get(address + "?artifactType=text%2Fplain").is(200).has("OCI-Filters-Applied",
                "artifactType");
        assertThat(none.json().path("manifests").isArray()).isTrue();
        assertThat(none.json().path("manifests")).isEmpty();
    }

    /** A copy of a repository from a registry without this list has an index under a tag instead. */
    @ParameterizedTest
    @EnumSource
    default void referrers_keptUnderATag_areTakenIn(DigestAlgorithm algorithm) {
        String repository = newRepository();
        Assembly content = new Assembly(3);
        Piece subject = content.add(content.image());
        Piece artifact = content.add(content.artifact(ARTIFACT, content.layer(ARTIFACT)));
        Piece index = content.add(content.index(artifact));
        content.pieces().blobs().forEach(blob -> wire().pushBlob(repository, blob.bytes()));
        wire().putManifest(repository, subject.digest(), IMAGE, subject.bytes()).is(201);
        wire().putManifest(repository, artifact.digest(), IMAGE, artifact.bytes()).is(201);
        Digest asked = subject.by(algorithm);
        assertThat(referrersOf(repository, asked)).isEmpty();

        String tag = algorithm.label() + "-" + asked.hex().substring(0, 64);
        wire().putManifest(repository, tag, INDEX, index.bytes()).is(201);

        assertThat(referrersOf(repository, asked)).containsExactly(artifact.digest().toString());
        wire().delete(manifests(repository, artifact.digest())).is(202);
        assertThat(referrersOf(repository, asked)).isEmpty();
    }
}
