package dev.crossdock.proof.registry.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.registry.ServedRegistry;
import dev.crossdock.proof.registry.wire.Door;
import dev.crossdock.proof.registry.wire.Wire;
import dev.crossdock.proof.site.RegistrySetup;
import dev.crossdock.proof.site.RegistrySetup.Kind;
import dev.crossdock.proof.site.RunningRegistry;
import dev.crossdock.proof.site.TrialFolder;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A registry's directory, which one program at a time serves. */
record Directory(TrialFolder folder, String name) {
    private static final String UPLOADS = "_uploads";

    /** Who serves. */
    enum Program {
        OURS, THEIRS
    }

    Path root() {
        return folder.data(name);
    }

    /** Serves it for as long as the work takes. */
    void serve(Program program, Consumer<Wire> work) {
        switch (program) {
            case OURS -> {
                try (ServedRegistry ours = ServedRegistry.onDirectory(folder.data("config"), root())) {
                    work.accept(ours.wire());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            case THEIRS -> {
                try (RunningRegistry theirs = theirs(); Wire wire = new Wire(Door.plain(theirs.port()))) {
                    work.accept(wire);
                    theirs.stop();
                }
            }
        }
    }

    private RunningRegistry theirs() {
        return RunningRegistry.start(folder, new RegistrySetup("theirs-" + name, Kind.FOREIGN, root()));
    }

    /** Lets docker-registry collect what it takes for garbage. */
    void collectGarbage(String... options) {
        try (RunningRegistry theirs = theirs()) {
            theirs.stop();
            theirs.collectGarbage(options);
        }
    }

    /** Every file beneath the layout's top, by its path, with its digest; uploads in work are nobody's content. */
    SortedMap<String, String> files() {
        Path top = root().resolve("docker/registry/v2");
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(top)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(top.relativize(file).toString(), SeededBlob.sha256(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.keySet().removeIf(path -> path.contains(UPLOADS));
        return files;
    }

    /** Checks that the image is there byte for byte, under the tag and beneath it. */
    static void assertServed(Wire wire, String repository, String tag, SeededImage image) {
        wire.get(Wire.manifests(repository, tag), accept()).is(200).has("Content-Type", image.manifest().mediaType())
                .has("Docker-Content-Digest", image.manifest().digest()).holds(image.manifest().bytes());
        for (SeededBlob manifest : image.allManifests().toList()) {
            wire.get(Wire.manifests(repository, manifest.digest()), accept()).is(200).holds(manifest.bytes());
        }
        for (SeededBlob blob : image.allBlobs().toList()) {
            wire.get(Wire.blobs(repository, blob.digest())).is(200).holds(blob.bytes());
        }
        assertThat(tags(wire, repository)).contains(tag);
    }

    static List<String> tags(Wire wire, String repository) {
        List<String> tags = new ArrayList<>();
        wire.get(Wire.tags(repository)).is(200).json().path("tags").forEach(tag -> tags.add(tag.asText()));
        return tags;
    }

    /** docker-registry serves a manifest only to whoever accepts its type. */
    static String[] accept() {
        return new String[]{"Accept", "application/vnd.oci.image.index.v1+json", "Accept",
                "application/vnd.oci.image.manifest.v1+json", "Accept",
                "application/vnd.docker.distribution.manifest.list.v2+json", "Accept",
                "application/vnd.docker.distribution.manifest.v2+json"};
    }
}
