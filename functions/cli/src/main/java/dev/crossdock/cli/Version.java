package dev.crossdock.cli;

/** The version of crossdock. It names no type of picocli, so that {@code --version} loads none. */
final class Version {
    private Version() {}

    /** In the form that skopeo gives its own; the number is the root pom's, and a test compares the two. */
    static String line() {
        return "crossdock version 0.1.0";
    }
}
