package dev.crossdock.cli.shell;

/** A failure that a verb explains itself. */
public final class ExplainedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    /** With the exit code that it means. */
    public ExplainedException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What the process ends with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
