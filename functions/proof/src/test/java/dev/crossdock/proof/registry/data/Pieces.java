package dev.crossdock.proof.registry.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossdock.image.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is pushed, and what should be found then.
 *
 * @param blobs     of all manifests
 * @param manifests in an order in which they can be pushed
 * @param tags      each with the digest of its manifest
 * @param referrers of each subject, as a registry should describe them
 */
public record Pieces(List<Piece> blobs, List<Piece> manifests, Map<String, Digest> tags,
        Map<Digest, List<JsonNode>> referrers) {
    /** Copies the collections in. */
    public Pieces {
        blobs = List.copyOf(blobs);
        manifests = List.copyOf(manifests);
        tags = new LinkedHashMap<>(tags);
        referrers = new LinkedHashMap<>(referrers);
    }

    /** The tags of one manifest. */
    public List<String> tagsOf(Digest manifest) {
        List<String> names = new ArrayList<>();
        tags.forEach((name, digest) -> {
            if (digest.equals(manifest)) {
                names.add(name);
            }
        });
        return names;
    }

    /** The manifest of this digest. */
    public Piece manifest(Digest digest) {
        return manifests.stream().filter(manifest -> manifest.digest().equals(digest)).findFirst().orElseThrow();
    }

    /** The last manifest, which is the one on top. */
    public Piece top() {
        return manifests.getLast();
    }
}
