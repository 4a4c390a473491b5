package dev.crossdock.testkit.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a registry holds: blobs, manifests and tags, per repository. Bounded. Safe for several threads. */
public final class Content {
    static final long MAXIMUM_BYTES = 1L << 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final class Repository {
        private final Map<String, byte[]> blobs = new HashMap<>();
        private final Map<String, SeededBlob> manifests = new HashMap<>();
        private final Map<String, String> tags = new TreeMap<>();
    }

    private final Map<String, Repository> repositories = new TreeMap<>();
    private long bytes;

    synchronized void seed(SeededImage image, String repository, String tag) {
        image.allBlobs().forEach(blob -> putBlob(repository, blob.digest(), blob.bytes()));
        image.allManifests().forEach(manifest -> putManifest(repository, manifest, manifest.digest()));
        putManifest(repository, image.manifest(), tag);
    }

    synchronized void putBlob(String repository, String digest, byte[] blob) {
        bytes += blob.length;
        if (bytes > MAXIMUM_BYTES) {
            throw new IllegalStateException("more than %d bytes in one registry".formatted(MAXIMUM_BYTES));
        }
        open(repository).blobs.put(digest, blob);
    }

    /** The reference is a tag, or the manifest's digest. */
    synchronized void putManifest(String repository, SeededBlob manifest, String reference) {
        open(repository).manifests.put(manifest.digest(), manifest);
        if (!isDigest(reference)) {
            open(repository).tags.put(reference, manifest.digest());
        }
    }

    synchronized boolean deleteManifest(String repository, String reference) {
        if (!isDigest(reference)) {
            return open(repository).tags.remove(reference) != null;
        }
        open(repository).tags.values().removeIf(reference::equals);
        return open(repository).manifests.remove(reference) != null;
    }

    static boolean isDigest(String reference) {
        return reference.indexOf(':') >= 0;
    }

    private Repository open(String name) {
        return repositories.computeIfAbsent(name, _ -> new Repository());
    }

    private Repository find(String name) {
        return repositories.getOrDefault(name, new Repository());
    }

    /** The names of the repositories, sorted. */
    public synchronized List<String> repositories() {
        return List.copyOf(repositories.keySet());
    }

    /** The repository's tags, sorted. */
    public synchronized List<String> tags(String repository) {
        return List.copyOf(find(repository).tags.keySet());
    }

    /** The blob's bytes, where the repository holds it. */
    public synchronized Optional<byte[]> blob(String repository, String digest) {
        return Optional.ofNullable(find(repository).blobs.get(digest));
    }

    /** The manifest under its tag or digest, where the repository holds it. */
    public synchronized Optional<SeededBlob> manifest(String repository, String reference) {
        String digest = isDigest(reference) ? reference : find(repository).tags.getOrDefault(reference, "");
        return Optional.ofNullable(find(repository).manifests.get(digest));
    }

    /** Whether a manifest that the repository holds names the blob. */
    public synchronized boolean references(String repository, String digest) {
        return find(repository).manifests.values().stream().anyMatch(it -> blobsOf(it).contains(digest));
    }

    /** Whether the repository holds every byte of the image, under the tag. */
    public synchronized boolean holds(SeededImage image, String repository, String tag) {
        boolean tagged = manifest(repository, tag).filter(it -> isSame(it, image.manifest().bytes())).isPresent();
        return tagged
                && image.allManifests().allMatch(
                        it -> manifest(repository, it.digest()).filter(held -> isSame(held, it.bytes())).isPresent())
                && image.allBlobs().allMatch(it -> blob(repository, it.digest())
                        .filter(held -> java.util.Arrays.equals(held, it.bytes())).isPresent());
    }

    private static boolean isSame(SeededBlob held, byte[] wanted) {
        return java.util.Arrays.equals(held.bytes(), wanted);
    }

    /** What the manifest names and the repository does not hold; foreign layers aside. */
    synchronized List<String> missing(String repository, SeededBlob manifest) {
        List<String> missing = new ArrayList<>(blobsOf(manifest));
        missing.removeIf(find(repository).blobs::containsKey);
        read(manifest).path("manifests").forEach(child -> {
            String digest = child.path("digest").asText();
            if (!find(repository).manifests.containsKey(digest) && !find(repository).blobs.containsKey(digest)) {
                missing.add(digest);
            }
        });
        return missing;
    }

    /** Descriptors of the manifests whose subject has the digest. */
    synchronized List<Map<String, Object>> referrers(String repository, String subject) {
        List<Map<String, Object>> found = new ArrayList<>();
        for (SeededBlob manifest : find(repository).manifests.values()) {
            JsonNode body = read(manifest);
            if (body.path("subject").path("digest").asText().equals(subject)) {
                String type = body.path("artifactType").asText(body.path("config").path("mediaType").asText());
                found.add(Map.of("mediaType", manifest.mediaType(), "digest", manifest.digest(), "size",
                        manifest.bytes().length, "artifactType", type));
            }
        }
        return found;
    }

    private static List<String> blobsOf(SeededBlob manifest) {
        List<String> blobs = new ArrayList<>();
        JsonNode body = read(manifest);
        if (body.has("config")) {
            blobs.add(body.path("config").path("digest").asText());
        }
        for (JsonNode layer : body.path("layers")) {
            if (!layer.has("urls")) {
                blobs.add(layer.path("digest").asText());
            }
        }
        return blobs;
    }

    static JsonNode read(SeededBlob manifest) {
        try {
            return JSON.readTree(manifest.bytes());
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }
}
