package dev.crossdock.registry;

import static dev.crossdock.registry.Wire.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileRequestTest extends RegistryContract {
    private static final String SECRET = "beside the root";
    private static final String CLOSE = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    @BeforeEach
    void plant() throws IOException {
        Files.writeString(root.resolve("secret"), SECRET);
    }

    @AfterEach
    void nothingLeftTheRoot() throws IOException {
        try (Stream<Path> beside = Files.list(root)) {
            assertThat(beside.map(path -> String.valueOf(path.getFileName()))).containsExactlyInAnyOrder("root",
                    "secret");
        }
        assertThat(root.resolve("secret")).hasContent(SECRET);
    }

    /** CVE-2024-3727: a digest that was never checked became a path. */
    @ParameterizedTest
    @ValueSource(strings = {"sha256:../../../../secret", "sha256:baddigeststring", "sha256:", "sha256", ":", "md5:00",
            "sha256:abc%2f..", "sha256:%2e%2e", "sha256:%00", "sha256:%0a", "SHA256:" + "0",
            "sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void digest_thatIsNone_isRefusedEverywhere(String digest) throws IOException {
        for (String line : List.of("GET /v2/a/blobs/" + digest, "HEAD /v2/a/blobs/" + digest,
                "DELETE /v2/a/blobs/" + digest, "GET /v2/a/manifests/x:" + digest,
                "GET /v2/a/referrers/" + digest, "POST /v2/a/blobs/uploads/?digest=" + digest,
                "POST /v2/a/blobs/uploads/?mount=" + digest + "&from=b")) {
            String answer = wire.raw(line + CLOSE);
            assertThat(answer).as(line).matches("(?s)HTTP/1.1 (400|404) .*").doesNotContain(SECRET);
        }
        String location = wire.begin("a");
        assertThat(wire.raw("PUT " + location + "?digest=" + digest + CLOSE)).contains("400", "DIGEST_INVALID");
    }

    @Test
    void digest_malformed_is400() {
        wire.get("/v2/a/blobs/sha256:baddigeststring").refused(400, "DIGEST_INVALID");
        wire.get("/v2/a/manifests/sha256:baddigeststring").refused(400, "DIGEST_INVALID");
        wire.putManifest("a", "sha256:baddigeststring", Wire.OCI_MANIFEST, new byte[0]).refused(400,
                "DIGEST_INVALID");
        wire.get("/v2/a/referrers/sha256:baddigeststring").refused(400, "DIGEST_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../..", "a/..", "a/../b", "%2e%2e", "..%2f..", "a%2f..%2fb", "a//b", "a/", "/a",
            "a%00", "a%0ab", "A", "a b", "a\\b", "a%5c..%5cb", "-a", "a-", "a_", "a..b", "_layers", ".a", "a/_uploads",
            "a;x=1", "%", "%zz", "%c0%ae", "a%252fb", "\u0000", "a\tb"})
    void name_thatIsNone_isRefused(String name) throws IOException {
        for (String line : List.of("GET /v2/" + name + "/tags/list", "POST /v2/" + name + "/blobs/uploads/",
                "GET /v2/" + name + "/manifests/1", "POST /v2/x/blobs/uploads/?mount=" + Digest.sha256(bytes("a"))
                        + "&from=" + name.replace(" ", "+").replace("\t", "%09"))) {
            String answer = wire.raw(line + CLOSE);
            assertThat(answer).as(line).matches("(?s)(HTTP/1.1 (400|404) .*)?(HTTP/1.1 202 .*)?")
                    .doesNotContain(SECRET);
        }
        if (Files.exists(content().resolve("repositories"))) {
            try (Stream<Path> names = Files.list(content().resolve("repositories"))) {
                assertThat(names.map(path -> String.valueOf(path.getFileName()))).isSubsetOf("x");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", ".hidden", "-x", "a%2fb", "a%00", "%2e%2e", "a%20b", "\u00e4"})
    void tag_thatIsNone_isRefused(String tag) throws IOException {
        String answer = wire.raw("GET /v2/a/manifests/" + tag + CLOSE);

        assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").doesNotContain(SECRET);
    }

    @Test
    void tag_tooLong_isRefused() {
        wire.get("/v2/a/manifests/" + "t".repeat(129)).refused(400, "TAG_INVALID");
        wire.get("/v2/a/manifests/" + "t".repeat(128)).refused(404, "MANIFEST_UNKNOWN");
        wire.get("/v2/" + "n".repeat(256) + "/tags/list").refused(400, "NAME_INVALID");
        wire.get("/v2/" + "n".repeat(255) + "/tags/list").refused(404, "NAME_UNKNOWN");
    }

    @Test
    void requestThatHttpForbids_isAnsweredInTheApisShape() throws IOException {
        for (String request : List.of("GET /v2/a%2fb/tags/list" + CLOSE, "GET /v2//tags/list" + CLOSE,
                "GET /v2/x/" + "y".repeat(40_000) + CLOSE, "GET\r\n\r\n")) {
            String answer = wire.raw(request);
            assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*").doesNotContain("<html", "Jetty", "Exception");
        }
        assertThat(wire.raw("GET /v2/a%2fb/tags/list" + CLOSE)).contains("\"errors\"", "NAME_INVALID");
    }

    @Test
    void addressWithoutASlash_isNotFound() throws IOException {
        assertThat(wire.raw("OPTIONS *" + CLOSE)).startsWith("HTTP/1.1 404 ").contains("NOT_FOUND");
    }

    /** Request smuggling: two lengths, or none that can be believed. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: -1\r\n", "Content-Length: x\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"})
    void ambiguousLength_isRefused(String headers) throws IOException {
        String answer = wire.raw("POST /v2/a/blobs/uploads/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers
                + "\r\n0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void expectedGoAhead_isNotGivenWhereTheBodyIsRefused() throws IOException {
        String answer = wire.raw("PUT /v2/a/blobs/uploads/none?digest=" + Digest.sha256(bytes("x"))
                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 404 ").contains("BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void hostHeader_reachesNoAddressThatIsAnswered() throws IOException {
        String answer = wire.raw(String.join("\r\n", "POST /v2/a/blobs/uploads/ HTTP/1.1", "Host: evil.example",
                "X-Forwarded-Host: evil.example", "Content-Length: 0", "Connection: close", "", ""));

        assertThat(answer).startsWith("HTTP/1.1 202 ").contains("Location: /v2/a/blobs/uploads/").doesNotContain(
                "evil");
    }

    @Test
    void linkFile_thatPointsElsewhere_isNotFollowed() throws IOException {
        Digest digest = wire.pushBlob("team/app", bytes("layer"));
        Path link = content().resolve("repositories/team/app/_layers/sha256/" + digest.hex() + "/link");
        Files.writeString(link, "sha256:../../../../../secret");

        assertThat(wire.get("/v2/team/app/blobs/" + digest).refused(500, "UNKNOWN").text()).doesNotContain(SECRET,
                root.toString());
    }
}
