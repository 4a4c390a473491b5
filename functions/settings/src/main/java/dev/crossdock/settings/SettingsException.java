package dev.crossdock.settings;

import java.util.List;

/** A configuration that cannot be used; the message is one line per problem. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** Of one problem or more, each one line. */
    public SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    SettingsException(String problem) {
        this(List.of(problem));
    }

    /** What is wrong: each one line, with file, line and column where there is one. */
    public List<String> problems() {
        return problems;
    }
}
