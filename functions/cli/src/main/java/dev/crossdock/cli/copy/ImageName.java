package dev.crossdock.cli.copy;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.image.Reference;

/** An image as skopeo writes it: {@code docker://host[:port]/repository[:tag][@digest]}. */
public record ImageName(Reference reference) {
    private static final String DOCKER = "docker://";

    /** Throws IllegalArgumentException, quoting the text, where it is no image that this command can reach. */
    static ImageName parse(String text) {
        if (!text.startsWith(DOCKER)) {
            throw new IllegalArgumentException(
                    "image name \"%s\": wanted docker://HOST/REPOSITORY:TAG (of skopeo's transports this one is built)"
                            .formatted(text));
        }
        return new ImageName(Reference.parse(text.substring(DOCKER.length())));
    }

    /** What a word of the command line names; throws {@link ExplainedException} where it names no image. */
    public static Reference named(String word) {
        try {
            return parse(word).reference();
        } catch (IllegalArgumentException e) {
            throw new ExplainedException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String toString() {
        return DOCKER + reference;
    }
}
