package dev.crossdock.proof.registry.care;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.image.Digest;
import dev.crossdock.proof.site.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What is pushed, and what is there afterwards. */
final class Content {
    static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Content() {}

    static String digest(byte[] bytes) {
        return Digest.sha256(bytes).toString();
    }

    static byte[] image(byte[] one, byte[] other) {
        return """
                {"schemaVersion":2,"mediaType":"%s",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2},
                 "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d},
                           {"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}
                """.formatted(BusyWriter.MANIFEST, digest(CONFIG), digest(one), one.length, digest(other), other.length)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Pulls every tag of every repository, each byte compared with its digest; gives how many tags there are. */
    static int pullAll(ServedProgram registry) {
        int tags = 0;
        for (String repository : texts(registry, "/v2/_catalog?n=1000", "repositories")) {
            for (String tag : texts(registry, "/v2/%s/tags/list".formatted(repository), "tags")) {
                pull(registry, repository, tag);
                tags++;
            }
        }
        return tags;
    }

    private static void pull(ServedProgram registry, String repository, String tag) {
        JsonNode manifest = json(get(registry, "/v2/%s/manifests/%s".formatted(repository, tag)));
        List<JsonNode> blobs = new ArrayList<>(List.of(manifest.path("config")));
        manifest.path("layers").forEach(blobs::add);
        for (JsonNode blob : blobs) {
            String digest = blob.path("digest").asText();
            assertThat(digest(get(registry, "/v2/%s/blobs/%s".formatted(repository, digest)))).isEqualTo(digest);
        }
    }

    private static List<String> texts(ServedProgram registry, String path, String field) {
        List<String> texts = new ArrayList<>();
        json(get(registry, path)).path(field).forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static byte[] get(ServedProgram registry, String path) {
        HttpResponse<byte[]> answer = Web.send(Web.to(registry.at(path)));
        assertThat(answer.statusCode()).as("GET %s: %s", path, Web.text(answer)).isEqualTo(200);
        return answer.body();
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
