package dev.crossdock.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tool that copies images from one registry to another, and how it is asked to.
 *
 * @param line     for the one tag of a repository
 * @param syncLine for all tags of a repository; empty where the tool cannot
 */
record Copier(String name, Line line, Optional<Line> syncLine) {
    /** The command for one trip. */
    interface Line {
        List<String> of(Trip trip);
    }

    /**
     * What is copied.
     *
     * @param from       host and port
     * @param to         the same, of the target
     * @param repository in both
     * @param tls        the certificate of both registries; empty for plain HTTP
     */
    record Trip(String from, String to, String repository, Optional<Certificate> tls) {
        String source() {
            return from + "/" + repository;
        }

        String target() {
            return to + "/" + repository;
        }

        String namespace() {
            return to + "/" + repository.substring(0, repository.lastIndexOf('/'));
        }

        /** Programs in Go that have no option for an authority take it from here. */
        Map<String, String> environment() {
            return tls.map(certificate -> Map.of("SSL_CERT_FILE", certificate.chain().toString())).orElse(Map.of());
        }

        /** The option for plain HTTP, where the trip goes by it. */
        List<String> plain(String... options) {
            return tls.isPresent() ? List.of() : List.of(options);
        }
    }

    static final String CROSSDOCK = "crossdock";
    static final String SKOPEO = "skopeo";
    private static final String TAG = ":" + LayeredImage.TAG;

    boolean canSync() {
        return syncLine.isPresent();
    }

    List<String> copy(Trip trip) {
        return line.of(trip);
    }

    List<String> sync(Trip trip) {
        return syncLine.orElseThrow().of(trip);
    }

    /** Crossdock, skopeo, and those peers that are installed. */
    static List<Copier> all(Place place) throws IOException {
        String ours = place.crossdock();
        String skopeo = Place.debian(SKOPEO);
        List<Copier> copiers = new ArrayList<>();
        copiers.add(new Copier(CROSSDOCK,
                trip -> line(List.of(ours, "copy"), likeSkopeo(trip),
                        List.of("docker://" + trip.source() + TAG, "docker://" + trip.target() + TAG)),
                Optional.of(trip -> line(List.of(ours, "sync", "--no-referrers"), likeSkopeo(trip),
                        List.of("docker://" + trip.source(), "docker://" + trip.target())))));
        copiers.add(new Copier(SKOPEO,
                trip -> line(List.of(skopeo, "copy", "--all"), likeSkopeo(trip),
                        List.of("docker://" + trip.source() + TAG, "docker://" + trip.target() + TAG)),
                Optional.of(trip -> line(List.of(skopeo, "sync", "--all", "--src", "docker", "--dest", "docker"),
                        likeSkopeo(trip), List.of(trip.source(), trip.namespace())))));
        place.program("crane").ifPresent(crane -> copiers.add(new Copier("crane",
                trip -> line(List.of(crane, "copy"), trip.plain("--insecure"),
                        List.of(trip.source() + TAG, trip.target() + TAG)),
                Optional.of(trip -> line(List.of(crane, "copy", "--all-tags"), trip.plain("--insecure"),
                        List.of(trip.source(), trip.target()))))));
        place.program("regctl").ifPresent(regctl -> copiers.add(new Copier("regctl",
                trip -> line(regctl(regctl, trip),
                        List.of("image", "copy", trip.source() + TAG, trip.target() + TAG)),
                Optional.of(trip -> line(regctl(regctl, trip),
                        List.of("repo", "copy", trip.source(), trip.target()))))));
        place.program("oras").ifPresent(oras -> copiers.add(new Copier("oras",
                trip -> line(List.of(oras, "cp", "--no-tty"), trip.plain("--from-plain-http", "--to-plain-http"),
                        List.of(trip.source() + TAG, trip.target() + TAG)),
                Optional.empty())));
        return copiers;
    }

    @SafeVarargs
    private static List<String> line(List<String>... parts) {
        List<String> line = new ArrayList<>();
        for (List<String> part : parts) {
            line.addAll(part);
        }
        return line;
    }

    private static List<String> regctl(String regctl, Trip trip) {
        String tls = trip.tls.isPresent() ? ",tls=enabled" : ",tls=disabled";
        return List.of(regctl, "--host", "reg=" + trip.from + tls, "--host", "reg=" + trip.to + tls);
    }

    private static List<String> likeSkopeo(Trip trip) {
        return trip.tls.map(certificate -> certificate.folder().toString())
                .map(folder -> List.of("--src-cert-dir", folder, "--dest-cert-dir", folder))
                .orElse(List.of("--src-tls-verify=false", "--dest-tls-verify=false"));
    }
}
