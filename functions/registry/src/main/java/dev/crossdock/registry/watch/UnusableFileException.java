package dev.crossdock.registry.watch;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that the registry was told to read cannot be used; the message names it, and quotes no secret of it. */
// tidy: public thrown across the rooms of the registry
public final class UnusableFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says which file, and what is wrong with it. */
    public UnusableFileException(String message) {
        this(message, null);
    }

    /** The same, with its cause. */
    public UnusableFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
