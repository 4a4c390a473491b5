package dev.crossdock.cli;

/** What the launcher found out about the terminal: Java cannot ask for stderr alone. */
final class Terminal {
    private static final String PROPERTY = "crossdock.terminal";

    private Terminal() {}

    /** Whether a person reads stderr. */
    static boolean isStderr() {
        return Boolean.getBoolean(PROPERTY);
    }
}
