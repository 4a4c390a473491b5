package dev.crossdock.plan;

/** Rules that cannot be followed as written, with their names; a person has to change the configuration. */
public final class RuleException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    RuleException(String message) {
        super(message);
    }
}
