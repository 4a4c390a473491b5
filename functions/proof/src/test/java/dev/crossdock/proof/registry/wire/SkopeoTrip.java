package dev.crossdock.proof.registry.wire;

import dev.crossdock.proof.site.Skopeo;
import dev.crossdock.proof.site.TrialFolder;
import dev.crossdock.testkit.ImageFolder;
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
import java.util.stream.Stream;

/** Debian's skopeo on its way to a registry and back. */
public record SkopeoTrip(Door door, TrialFolder folder) implements AutoCloseable {
    /** With a folder of its own. */
    public SkopeoTrip(Door door) {
        this(door, TrialFolder.of("skopeo"));
    }

    /** Pushes from skopeo's own layout. */
    public void push(SeededImage image, String name) {
        Path layout = folder.data("images").resolve(image.manifest().hex());
        try {
            ImageFolder.writeDir(image, layout);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        new Skopeo(folder).copy("dir:" + layout, remote(name), options("--dest"));
    }

    /** Pulls into skopeo's own layout: the digest of every file by its name. */
    public SortedMap<String, String> pulled(String name) {
        Path layout = folder.data("pulled").resolve("image");
        new Skopeo(folder).copy(remote(name), "dir:" + layout, options("--src"));
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.list(layout)) {
            for (Path file : found.toList()) {
                files.put(file.getFileName().toString(), SeededBlob.sha256(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.remove("version");
        return files;
    }

    /** What such a layout of the image has. */
    public static SortedMap<String, String> expected(SeededImage image) {
        SortedMap<String, String> files = new TreeMap<>();
        image.allBlobs().forEach(blob -> files.put(blob.hex(), blob.digest()));
        image.children().forEach(child -> files.put(child.manifest().hex() + ".manifest.json",
                child.manifest().digest()));
        files.put("manifest.json", image.manifest().digest());
        return files;
    }

    private String remote(String name) {
        return "docker://%s/%s".formatted(door.host(), name);
    }

    private String[] options(String side) {
        List<String> options = new ArrayList<>();
        if (door.trust().isEmpty()) {
            options.add(side + "-tls-verify=false");
        }
        door.certificates().ifPresent(directory -> options.addAll(List.of(side + "-cert-dir", directory.toString())));
        door.credentials().ifPresent(words -> options.addAll(List.of(side + "-creds", words)));
        return options.toArray(String[]::new);
    }

    @Override
    public void close() {
        folder.close();
    }
}
