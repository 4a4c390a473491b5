package dev.crossdock.registry.collect;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.DigestAlgorithm;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.storage.StoredStat;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the manifests of one repository refer to, and which of them are held: by a tag, by an index that is held, or by a
 * subject that is. A manifest that cannot be read may refer to anything: then all is held.
 */
final class RepositoryGraph {
    private final Store store;
    private final Repository repository;
    private final Map<Digest, Node> nodes = new LinkedHashMap<>();
    private final Map<Digest, List<Digest>> referrers = new HashMap<>();
    private final Set<Digest> held = new HashSet<>();
    private final FingerprintSet referenced = new FingerprintSet();
    private final List<String> damages = new ArrayList<>();

    /** A manifest's children, as they are stored, and when the repository got it. */
    private record Node(List<Digest> children, Instant modified) {}

    private RepositoryGraph(Store store, Repository repository) {
        this.store = store;
        this.repository = repository;
    }

    /** Reads the repository, and counts every manifest as held. */
    static RepositoryGraph ofAll(Store store, Repository repository) {
        RepositoryGraph graph = new RepositoryGraph(store, repository);
        store.links(Layout.revisions(repository), link -> graph.read(link, graph::refer));
        return graph;
    }

    /** Reads the repository; held is only what is young, or hangs on a tag that is not retired. */
    static RepositoryGraph ofTagged(Store store, Repository repository, Instant limit, Set<Tag> retired) {
        RepositoryGraph graph = new RepositoryGraph(store, repository);
        store.links(Layout.revisions(repository), link -> graph.read(link, manifest -> graph.add(link, manifest)));
        graph.nodes.forEach((digest, node) -> {
            if (!node.modified.isBefore(limit)) {
                graph.hold(digest);
            }
        });
        store.tags(repository, tag -> {
            if (!retired.contains(tag)) {
                graph.holdTagged(tag, limit);
            }
        });
        return graph;
    }

    private void read(StoredLink link, Consumer<Manifest> reader) {
        try {
            Digest target = link.target().orElseThrow(
                    () -> new MalformedManifestException("it is torn: push the image again, or remove the file"));
            reader.accept(store.manifest(target).orElseThrow(
                    () -> new MalformedManifestException("its blob %s is gone".formatted(target))));
        } catch (MalformedManifestException e) {
            damages.add("%s: %s; all of %s is kept".formatted(link.path(), e.getMessage(), repository));
        }
    }

    private void add(StoredLink link, Manifest manifest) {
        List<Digest> children = switch (manifest) {
            case Manifest.Image image -> List.of();
            case Manifest.Index index -> index.entries().stream().map(entry -> canonical(entry.digest())).toList();
        };
        nodes.merge(manifest.digest(), new Node(children, link.modified()),
                (one, other) -> one.modified.isAfter(other.modified) ? one : other);
        manifest.subject().ifPresent(subject -> referrers.computeIfAbsent(canonical(subject.digest()),
                key -> new ArrayList<>()).add(manifest.digest()));
    }

    /** By which digest a manifest is stored, where it is there; the digest itself otherwise. */
    private Digest canonical(Digest digest) {
        return digest.algorithm() == DigestAlgorithm.SHA256
                ? digest
                : store.target(Layout.revision(repository, digest)).orElse(digest);
    }

    /** Also what a young tag pointed at before: somebody may be pulling that by its digest. */
    private void holdTagged(Tag tag, Instant limit) {
        Optional<StoredStat> current = store.driver().stat(Layout.current(repository, tag))
                .filter(StoredStat::isObject);
        if (current.isEmpty()) {
            return;
        }
        Optional<Digest> target = store.target(Layout.current(repository, tag));
        if (target.isEmpty()) {
            damages.add("%s: it is torn: push the tag again, or delete it; all of %s is kept".formatted(
                    Layout.current(repository, tag), repository));
            return;
        }
        hold(canonical(target.get()));
        if (!current.get().modified().isBefore(limit)) {
            store.links(Layout.history(repository, tag),
                    link -> link.target().map(this::canonical).ifPresent(this::hold));
        }
    }

    /** Holds a manifest with all that hangs on it; says nothing of one that is not there. */
    void hold(Digest first) {
        Deque<Digest> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            Digest digest = open.pop();
            Node node = nodes.get(digest);
            if (node != null && held.add(digest)) {
                store.manifest(digest).ifPresent(this::refer);
                open.addAll(node.children);
                open.addAll(referrers.getOrDefault(digest, List.of()));
            }
        }
    }

    private void refer(Manifest manifest) {
        Stream<Descriptor> named = switch (manifest) {
            case Manifest.Image image -> Stream.concat(Stream.of(image.config()), image.layers().stream());
            case Manifest.Index index -> index.entries().stream();
        };
        named.map(Descriptor::digest).forEach(digest -> {
            referenced.add(digest);
            if (digest.algorithm() != DigestAlgorithm.SHA256) {
                store.target(Layout.layer(repository, digest)).ifPresent(referenced::add);
            }
        });
    }

    /** What could not be read, a line each; while there is any, nothing of the repository is garbage. */
    List<String> damages() {
        return damages;
    }

    /**
     * The manifests that nothing holds, each before those that hang on it, which are its children and its referrers: where
     * one is announced at the last moment, all of these are still there, and are held with it.
     */
    List<Digest> dead() {
        List<Digest> order = new ArrayList<>();
        Set<Digest> visited = new HashSet<>(held);
        nodes.keySet().forEach(digest -> visit(digest, visited, order));
        return order.reversed();
    }

    /** Depth first without recursion: an index may be nested as deep as somebody likes. */
    private void visit(Digest first, Set<Digest> visited, List<Digest> order) {
        Deque<Digest> open = new ArrayDeque<>(List.of(first));
        Set<Digest> entered = new HashSet<>();
        while (!open.isEmpty()) {
            Digest digest = open.peek();
            Node node = nodes.get(digest);
            if (node == null || visited.contains(digest)) {
                open.pop();
            } else if (entered.add(digest)) {
                node.children.forEach(open::push);
                referrers.getOrDefault(digest, List.of()).forEach(open::push);
            } else {
                open.pop();
                visited.add(digest);
                order.add(digest);
            }
        }
    }

    boolean isHeld(Digest digest) {
        return held.contains(digest);
    }

    /** Whether a manifest that is held refers to this blob, by either of its names. */
    boolean refersTo(StoredLink layer) {
        return referenced.has(layer.named()) || referenced.has(layer.kept());
    }
}
