package dev.crossdock.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tool that copies an image from one registry to another, and how it is asked to. */
record Copier(String name, Line line) {
    /** The command for one copy. */
    interface Line {
        List<String> of(Trip trip);
    }

    /**
     * What is copied.
     *
     * @param from host, repository and tag
     * @param to   the same, of the target
     * @param tls  the certificate of both registries; empty for plain HTTP
     */
    record Trip(String from, String to, Optional<Certificate> tls) {
        String fromHost() {
            return from.substring(0, from.indexOf('/'));
        }

        String toHost() {
            return to.substring(0, to.indexOf('/'));
        }

        /** Programs in Go that have no option for an authority take it from here. */
        Map<String, String> environment() {
            return tls.map(certificate -> Map.of("SSL_CERT_FILE", certificate.chain().toString())).orElse(Map.of());
        }
    }

    static final String CROSSDOCK = "crossdock";
    static final String SKOPEO = "skopeo";

    /** Crossdock, skopeo, and those peers that are installed. */
    static List<Copier> all(Place place) throws IOException {
        String skopeo = Place.debian(SKOPEO);
        List<Copier> copiers = new ArrayList<>();
        copiers.add(new Copier(CROSSDOCK, trip -> likeSkopeo(List.of(place.crossdock(), "copy"), trip)));
        copiers.add(new Copier(SKOPEO, trip -> likeSkopeo(List.of(skopeo, "copy", "--all"), trip)));
        place.program("crane").ifPresent(crane -> copiers.add(new Copier("crane", trip -> trip.tls.isPresent()
                ? List.of(crane, "copy", trip.from, trip.to)
                : List.of(crane, "copy", "--insecure", trip.from, trip.to))));
        place.program("regctl").ifPresent(regctl -> copiers.add(new Copier("regctl", trip -> {
            String tls = trip.tls.isPresent() ? ",tls=enabled" : ",tls=disabled";
            return List.of(regctl, "--host", "reg=" + trip.fromHost() + tls, "--host", "reg=" + trip.toHost() + tls,
                    "image", "copy", trip.from, trip.to);
        })));
        place.program("oras").ifPresent(oras -> copiers.add(new Copier("oras", trip -> trip.tls.isPresent()
                ? List.of(oras, "cp", "--no-tty", trip.from, trip.to)
                : List.of(oras, "cp", "--no-tty", "--from-plain-http", "--to-plain-http", trip.from, trip.to))));
        return copiers;
    }

    private static List<String> likeSkopeo(List<String> command, Trip trip) {
        List<String> line = new ArrayList<>(command);
        if (trip.tls.isPresent()) {
            String folder = trip.tls.get().folder().toString();
            line.addAll(List.of("--src-cert-dir", folder, "--dest-cert-dir", folder));
        } else {
            line.addAll(List.of("--src-tls-verify=false", "--dest-tls-verify=false"));
        }
        line.addAll(List.of("docker://" + trip.from, "docker://" + trip.to));
        return line;
    }
}
