package dev.crossdock.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.image.Digest;
import dev.crossdock.registry.Wire.Answer;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.content.ContentSettings.Pages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListTest extends RegistryContract {
    private static final String LIST = "/v2/team/app/tags/list";
    private static final Pattern NEXT = Pattern.compile("<(.+)>; rel=\"next\"");

    @Test
    void tags_comeInOrderOfTheirCharacters() {
        tag("b", "a", "B", "_x", "1.10", "1.9", "a-b", "a.b");

        Answer answer = wire.get(LIST).is(200);

        assertThat(answer.json().path("name").asText()).isEqualTo("team/app");
        assertThat(texts(answer.json().path("tags"))).containsExactly("1.10", "1.9", "B", "_x", "a", "a-b", "a.b",
                "b");
        assertThat(answer.header("Link")).isEmpty();
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 100, 1000, 100_000})
    void tags_inPages_areAllOfThem(int size) {
        tag("a", "b", "c", "d", "e");

        assertThat(pages(LIST + "?n=" + size, "tags")).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void tags_afterALast_thatNeedNotExist() {
        tag("a", "b", "c");

        assertThat(texts(wire.get(LIST + "?last=a").json().path("tags"))).containsExactly("b", "c");
        assertThat(texts(wire.get(LIST + "?last=aa&n=1").json().path("tags"))).containsExactly("b");
        assertThat(texts(wire.get(LIST + "?last=z").is(200).json().path("tags"))).isEmpty();
    }

    @Test
    void tags_noneWanted_isAnEmptyListWithoutALink() {
        tag("a");

        Answer answer = wire.get(LIST + "?n=0").is(200);

        assertThat(answer.text()).contains("\"tags\":[]");
        assertThat(answer.header("Link")).isEmpty();
    }

    /** CVE-2023-2253: the wish was allocated at once. */
    @ParameterizedTest
    @ValueSource(strings = {"-1", "abc", "", "99999999999999999999", "1e3", "%201", "0x10"})
    void number_thatIsNone_isRefused(String n) {
        tag("a");

        wire.get(LIST + "?n=" + n).refused(400, "PAGINATION_NUMBER_INVALID");
        wire.get("/v2/_catalog?n=" + n).refused(400, "PAGINATION_NUMBER_INVALID");
    }

    /** Distribution cuts the one and refuses the other. */
    @ParameterizedTest
    @ValueSource(strings = {"1001", "2147483647", "2147483648", "900000000000000000"})
    void number_thatIsHuge_isCutOrRefused(String n) {
        tag("a");

        assertThat(texts(wire.get(LIST + "?n=" + n).is(200).json().path("tags"))).containsExactly("a");
        wire.get("/v2/_catalog?n=" + n).refused(400, "PAGINATION_NUMBER_INVALID");
        wire.get("/v2/_catalog?n=1000").is(200);
    }

    @Test
    void limits_areConfigured() throws IOException {
        restart(paged(new Pages(2, 3)));
        tag("a", "b", "c", "d", "e");
        for (String name : List.of("one", "two", "three")) {
            wire.pushImage(name, "1", "layer");
        }

        Answer tags = wire.get(LIST + "?n=100").is(200);
        assertThat(texts(tags.json().path("tags"))).containsExactly("a", "b", "c");
        assertThat(tags.header("Link")).isEqualTo("</v2/team/app/tags/list?n=3&last=c>; rel=\"next\"");
        assertThat(pages(LIST, "tags")).containsExactly("a", "b", "c", "d", "e");
        Answer catalog = wire.get("/v2/_catalog").is(200);
        assertThat(texts(catalog.json().path("repositories"))).containsExactly("one", "team/app");
        assertThat(catalog.header("Link")).isEqualTo("</v2/_catalog?n=2&last=team%2Fapp>; rel=\"next\"");
        wire.get("/v2/_catalog?n=3").refused(400, "PAGINATION_NUMBER_INVALID");
    }

    private RegistrySettings paged(Pages pages) {
        RegistrySettings settings = settings(true, List.of());
        ContentSettings rules = settings.content().rules();
        return settings.with(settings.content().with(new ContentSettings(rules.deleteEnabled(), rules.readOnly(),
                rules.purging(), rules.immutable(), pages, rules.manifests())));
    }

    @Test
    void catalog_withoutANumber_isAHundred() {
        for (int i = 0; i < 102; i++) {
            makeRepository("r%03d".formatted(i));
        }

        Answer first = wire.get("/v2/_catalog").is(200);

        assertThat(texts(first.json().path("repositories"))).hasSize(100).endsWith("r099");
        assertThat(first.header("Link")).isEqualTo("</v2/_catalog?n=100&last=r099>; rel=\"next\"");
        assertThat(texts(wire.get("/v2/_catalog?n=100&last=r099").json().path("repositories"))).containsExactly("r100",
                "r101");
        assertThat(texts(wire.get("/v2/_catalog?n=102").json().path("repositories"))).hasSize(102);
    }

    private void makeRepository(String name) {
        byte[] index = """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"""
                .getBytes(StandardCharsets.UTF_8);
        wire.put("/v2/%s/manifests/1".formatted(name), index, "Content-Type",
                "application/vnd.oci.image.index.v1+json").is(201);
    }

    @Test
    void catalog_ofNoneWanted_isAnEmptyListWithoutALink() {
        wire.pushImage("team/app", "1", "layer");

        Answer answer = wire.get("/v2/_catalog?n=0").is(200);

        assertThat(answer.text()).isEqualTo("{\"repositories\":[]}");
        assertThat(answer.header("Link")).isEmpty();
    }

    /** What is remembered follows what is pushed and deleted. */
    @Test
    void lists_followWrites() {
        tag("b", "d");
        assertThat(pages(LIST + "?n=1", "tags")).containsExactly("b", "d");

        tag("a", "c", "e");
        wire.delete("/v2/team/app/manifests/b").is(202);
        wire.pushImage("a", "1", "layer");

        assertThat(pages(LIST + "?n=2", "tags")).containsExactly("a", "c", "d", "e");
        assertThat(pages("/v2/_catalog?n=1", "repositories")).containsExactly("a", "team/app");
    }

    @Test
    void tags_ofUnknownRepository_are404() {
        wire.get(LIST).refused(404, "NAME_UNKNOWN");
        wire.pushBlob("team/app", new byte[1]);
        wire.get(LIST).refused(404, "NAME_UNKNOWN");
    }

    @Test
    void tags_ofUntaggedManifests_areNone() {
        byte[] manifest = wire.image("team/app", "layer");
        wire.putManifest("team/app", Digest.sha256(manifest).toString(), Wire.OCI_MANIFEST,
                manifest).is(201);

        assertThat(wire.get(LIST).is(200).text()).contains("\"tags\":[]");
    }

    @Test
    void tagNamedLikeALeftover_isListedAndServed() {
        tag("v1.tmp");

        assertThat(texts(wire.get(LIST).json().path("tags"))).containsExactly("v1.tmp");
        wire.get("/v2/team/app/manifests/v1.tmp").is(200);
    }

    @Test
    void catalog_listsRepositoriesThatHaveManifests() {
        for (String name : List.of("team/app", "team", "a-b", "a/b", "a", "team/app/deep/er", "tags/list")) {
            wire.pushImage(name, "1", "layer");
        }
        wire.pushBlob("only/blobs", new byte[1]);

        List<String> expected = List.of("a", "a/b", "a-b", "tags/list", "team", "team/app", "team/app/deep/er");
        assertThat(texts(wire.get("/v2/_catalog").is(200).json().path("repositories"))).isEqualTo(expected);
        for (int size = 1; size <= 8; size++) {
            assertThat(pages("/v2/_catalog?n=" + size, "repositories")).isEqualTo(expected);
        }
        assertThat(wire.get("/v2/_catalog?n=0").text()).contains("\"repositories\":[]");
        assertThat(texts(wire.get("/v2/_catalog?last=a").json().path("repositories"))).isEqualTo(
                expected.subList(1, 7));
    }

    @Test
    void catalog_ofNothing_isEmpty() {
        assertThat(wire.get("/v2/_catalog").is(200).text()).isEqualTo("{\"repositories\":[]}");
    }

    @Test
    void repositoriesNamedLikeRoutes_work() {
        for (String name : List.of("manifests", "blobs", "uploads", "tags", "list", "a/blobs/uploads", "v2",
                "a/manifests/b", "referrers/tags")) {
            byte[] manifest = wire.pushImage(name, "list", "layer of " + name);

            assertThat(wire.get("/v2/" + name + "/manifests/list").is(200).bytes()).isEqualTo(manifest);
            assertThat(texts(wire.get("/v2/" + name + "/tags/list").is(200).json().path("tags"))).containsExactly(
                    "list");
        }
    }

    @Test
    void version_andAlive_answer() {
        for (String path : List.of("/v2/", "/v2")) {
            assertThat(wire.get(path).is(200).header("Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
            wire.head(path).is(200);
        }
        wire.get("/").is(200);
        wire.put("/v2/", new byte[0]).refused(405, "UNSUPPORTED");
        wire.get("/v1/").refused(404, "NOT_FOUND");
        wire.get("/v2/team").refused(404, "NOT_FOUND");
        wire.get("/v2/team/app/tags/other").refused(404, "NOT_FOUND");
    }

    private void tag(String... names) {
        byte[] manifest = wire.image("team/app", "layer");
        for (String name : names) {
            wire.putManifest("team/app", name, Wire.OCI_MANIFEST, manifest).is(201);
        }
    }

    private List<String> pages(String first, String field) {
        List<String> all = new ArrayList<>();
        String next = first;
        for (int page = 0; page < 20; page++) {
            Answer answer = wire.get(next).is(200);
            all.addAll(texts(answer.json().path(field)));
            Matcher link = NEXT.matcher(answer.header("Link"));
            if (!link.matches()) {
                return all;
            }
            next = link.group(1);
        }
        throw new AssertionError("no end of pages after " + all);
    }

    private static List<String> texts(JsonNode array) {
        assertThat(array.isArray()).isTrue();
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
