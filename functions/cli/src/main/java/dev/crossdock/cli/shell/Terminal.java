package dev.crossdock.cli.shell;

/** What the launcher found out about the terminal: Java cannot ask for stderr alone. */
public final class Terminal {
    private static final String PROPERTY = "crossdock.terminal";

    private Terminal() {}

    /** Whether a person reads stderr. */
    public static boolean isStderr() {
        return Boolean.getBoolean(PROPERTY);
    }
}
