package dev.crossdock.registry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
    private static final Digest DIGEST = Digest.sha256(new byte[0]);

    @Test
    void everyAddress_meansItsRoute() {
        Repository repository = new Repository("a/b");

        assertThat(Route.of("/")).isEqualTo(new Route.Alive());
        assertThat(Route.of("/v2/")).isEqualTo(new Route.Version());
        assertThat(Route.of("/v2/_catalog")).isEqualTo(new Route.Repositories());
        assertThat(Route.of("/v2/a/b/tags/list")).isEqualTo(new Route.TagList(repository));
        assertThat(Route.of("/v2/a/b/manifests/1")).isEqualTo(new Route.ManifestAt(repository, new Tag("1")));
        assertThat(Route.of("/v2/a/b/manifests/" + DIGEST)).isEqualTo(new Route.ManifestAt(repository, DIGEST));
        assertThat(Route.of("/v2/a/b/blobs/" + DIGEST)).isEqualTo(new Route.BlobAt(repository, DIGEST));
        assertThat(Route.of("/v2/a/b/blobs/uploads/")).isEqualTo(new Route.NewUpload(repository));
        assertThat(Route.of("/v2/a/b/blobs/uploads")).isEqualTo(new Route.NewUpload(repository));
        assertThat(Route.of("/v2/a/b/blobs/uploads/x-1")).isEqualTo(new Route.UploadAt(repository, "x-1"));
        assertThat(Route.of("/v2/a/b/referrers/" + DIGEST)).isEqualTo(new Route.ReferrersOf(repository, DIGEST));
    }

    @ParameterizedTest
    @CsvSource({"/v2/tags/tags/list, tags", "/v2/blobs/uploads/manifests/x, blobs/uploads",
            "/v2/a/tags/list/manifests/x, a/tags/list", "/v2/manifests/manifests/manifests, manifests"})
    void repositoryNamedLikeARoute_isReadFromTheEnd(String path, String repository) {
        String name = switch (Route.of(path)) {
            case Route.TagList route -> route.repository().name();
            case Route.ManifestAt route -> route.repository().name();
            case Route other -> other.toString();
        };
        assertThat(name).isEqualTo(repository);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/", "/x", "/v2/a", "/v2/a/b", "/v2/a/tags/other", "/v2/a/b/c", "//", "/v2x/"})
    void otherAddress_isNotFound(String path) {
        assertThatThrownBy(() -> Route.of(path)).isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-9, 10, 0, 10", "bytes=5-, 10, 5, 5", "bytes=-3, 10, 7, 3", "bytes=-30, 10, 0, 10",
            "bytes=9-100, 10, 9, 1", "bytes = 1 - 2, 10, 1, 2"})
    void range_isAPart(String header, long size, long first, long length) {
        assertThat(ByteRange.of(Optional.of(header), size)).isEqualTo(new ByteRange.Part(first, length));
    }

    @ParameterizedTest
    @CsvSource({"bytes=10-, 10", "bytes=0-, 0", "bytes=-0, 10", "bytes=5-4, 10", "bytes=-5, 0"})
    void range_ofNothing_isUnsatisfiable(String header, long size) {
        assertThat(ByteRange.of(Optional.of(header), size)).isEqualTo(new ByteRange.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes=-", "bytes", "bytes=1-2,4-5", "items=0-1", "bytes=9999999999999999999-"})
    void range_ofNoForm_isTheWhole(String header) {
        assertThat(ByteRange.of(Optional.of(header), 10)).isEqualTo(new ByteRange.All());
        assertThat(ByteRange.of(Optional.empty(), 10)).isEqualTo(new ByteRange.All());
    }

    @Test
    void query_givesDecodedValuesInOrder() {
        Query query = new Query("a=1&b=x%20y&a=2&c&d=&bad=%zz&e=f=g");

        assertThat(query.all("a")).containsExactly("1", "2");
        assertThat(query.first("b")).hasValue("x y");
        assertThat(query.first("c")).hasValue("");
        assertThat(query.first("d")).hasValue("");
        assertThat(query.first("e")).hasValue("f=g");
        assertThat(query.first("bad")).hasValue("%zz");
        assertThat(query.first("none")).isEmpty();
        assertThat(new Query("").first("a")).isEmpty();
    }

    @Test
    void page_isCutToItsMaximum() {
        assertThat(Page.of(new Query(""))).isEqualTo(new Page(Page.MAXIMUM_COUNT, ""));
        assertThat(Page.of(new Query("n=5&last=x"))).isEqualTo(new Page(5, "x"));
        assertThat(Page.of(new Query("n=999999999999999999")).count()).isEqualTo(Page.MAXIMUM_COUNT);
    }

    @Test
    void errors_haveCodesAndStatusesOfTheSpecification() {
        for (ErrorCode error : ErrorCode.values()) {
            assertThat(error.code()).matches("[A-Z_]+");
            assertThat(error.status()).isBetween(400, 503);
            assertThat(new RefusedException(error, "why").response().status()).isEqualTo(error.status());
        }
    }
}
