package dev.crossdock.proof.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.testkit.SeededBlob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a registry shows to whoever asks it without trusting crossdock. */
public record RegistryView(URI registry) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> MANIFESTS = List.of("application/vnd.oci.image.index.v1+json",
            "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v2+json");

    /** The digest that a tag names, computed from the bytes under it. */
    public Optional<String> digest(String repository, String tag) {
        return manifest(repository, tag).map(SeededBlob::sha256);
    }

    /** A manifest's bytes by tag or digest. */
    public Optional<byte[]> manifest(String repository, String reference) {
        HttpResponse<byte[]> answer = Web
                .send(Web.to(path(repository, "manifests/" + reference)).header("Accept",
                        String.join(", ", MANIFESTS)));
        return found(answer) ? Optional.of(answer.body()) : Optional.empty();
    }

    /** The tags of a repository; none where there is no such repository. */
    public List<String> tags(String repository) {
        HttpResponse<byte[]> answer = Web.send(Web.to(path(repository, "tags/list")));
        List<String> tags = new ArrayList<>();
        if (found(answer)) {
            parse(answer.body()).path("tags").forEach(tag -> tags.add(tag.asText()));
        }
        return tags;
    }

    /** A line for everything beneath a manifest that is not there: manifests and blobs, at any depth. */
    public List<String> missing(String repository, String reference) {
        List<String> missing = new ArrayList<>();
        Optional<byte[]> manifest = manifest(repository, reference);
        if (manifest.isEmpty()) {
            missing.add("%s: manifest %s".formatted(repository, reference));
            return missing;
        }
        JsonNode json = parse(manifest.get());
        json.path("manifests").forEach(child -> missing.addAll(missing(repository, child.path("digest").asText())));
        json.path("layers").forEach(layer -> blob(repository, layer, missing));
        if (json.has("config")) {
            blob(repository, json.path("config"), missing);
        }
        return missing;
    }

    /** The same for every tag of a repository. */
    public List<String> missing(String repository) {
        return tags(repository).stream()
                .flatMap(tag -> missing(repository, tag).stream().map(line -> tag + ": " + line))
                .toList();
    }

    /** A blob's bytes. */
    public Optional<byte[]> blob(String repository, String digest) {
        HttpResponse<byte[]> answer = Web.send(Web.to(path(repository, "blobs/" + digest)));
        return found(answer) ? Optional.of(answer.body()) : Optional.empty();
    }

    private void blob(String repository, JsonNode descriptor, List<String> missing) {
        String digest = descriptor.path("digest").asText();
        HttpResponse<byte[]> answer = Web.send(Web.to(path(repository, "blobs/" + digest)).HEAD());
        long size = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (!found(answer) || size != descriptor.path("size").asLong()) {
            missing.add("%s: blob %s".formatted(repository, digest));
        }
    }

    private static boolean found(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200 && answer.statusCode() != 404) {
            throw new AssertionError("%s: got %d %s, wanted 200 or 404".formatted(answer.request(), answer.statusCode(),
                    Web.text(answer)));
        }
        return answer.statusCode() == 200;
    }

    private URI path(String repository, String rest) {
        return registry.resolve("/v2/%s/%s".formatted(repository, rest));
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
