package dev.crossdock.cli.shell;

import dev.crossdock.transfer.RegistryException;

/** What a command says with its exit code, one row each; the table stands in {@code --help}. */
public enum ExitCode {
    DONE(0, "done"), FAILED(1, "failed"), NOT_FOUND(2, "an image or repository was not found"), SOME_FAILED(3,
            "some of several failed"), REFUSED(4,
                    "refused: credentials, policy, certificates"), USAGE(64, "the command line cannot be understood");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The exit code that a failure means. */
    public static ExitCode of(Throwable failure) {
        return switch (failure) {
            case RegistryException.Missing _ -> NOT_FOUND;
            case RegistryException.Refused _ -> REFUSED;
            case ExplainedException it -> it.exitCode();
            default -> FAILED;
        };
    }

    /** The number. */
    public int code() {
        return code;
    }

    /** For the table. */
    public String meaning() {
        return meaning;
    }
}
