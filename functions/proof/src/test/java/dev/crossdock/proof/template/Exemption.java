package dev.crossdock.proof.template;

/**
 * Something that a role allows and that a trial cannot bring about.
 *
 * @param functions the logical ids, as a pattern of IAM
 * @param actions   a pattern
 * @param resources a pattern
 * @param reason    why the trial cannot, and why the function may need it
 */
public record Exemption(String functions, String actions, String resources, String reason) {
    /** Throws where nobody says why. */
    public Exemption {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("%s on %s: wanted a reason".formatted(actions, resources));
        }
    }

    boolean covers(String function, String action, String resource) {
        return Statement.matches(functions, function, false) && Statement.matches(actions, action, true)
                && Statement.matches(resources, resource, false);
    }
}
