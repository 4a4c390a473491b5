package dev.crossdock.registry.access;

import java.util.ArrayList;
import java.util.List;

/** What {@code WWW-Authenticate} says, written as distribution writes it: some clients read no other way. */
final class Challenges {
    private Challenges() {}

    static Decision.Challenge basic(String realm, String reason) {
        return new Decision.Challenge("Basic realm=\"%s\"".formatted(realm), reason);
    }

    /** An empty error is left out. */
    static Decision.Challenge bearer(String realm, String service, AccessRequest.Wanted wanted, Problem problem) {
        StringBuilder header = new StringBuilder("Bearer realm=\"%s\",service=\"%s\"".formatted(realm, service));
        String scope = scope(wanted);
        if (!scope.isEmpty()) {
            header.append(",scope=\"%s\"".formatted(scope));
        }
        if (!problem.error.isEmpty()) {
            header.append(",error=\"%s\"".formatted(problem.error));
        }
        return new Decision.Challenge(header.toString(), problem.reason);
    }

    /** Why a token is asked for (RFC 6750, section 3.1). */
    enum Problem {
        /** There is none. */
        MISSING("", "log in first"),
        /** It is broken, not ours, or not valid any more. */
        INVALID("invalid_token", "the token is not valid here, or not any more"),
        /** It is good, and not enough. */
        INSUFFICIENT("insufficient_scope", "the token does not allow this");

        private final String error;
        private final String reason;

        Problem(String error, String reason) {
            this.error = error;
            this.reason = reason;
        }
    }

    private static String scope(AccessRequest.Wanted wanted) {
        return switch (wanted) {
            case AccessRequest.Wanted.Presence _,AccessRequest.Wanted.Ticket _ -> "";
            case AccessRequest.Wanted.Catalog _ -> "registry:catalog:*";
            case AccessRequest.Wanted.Use use -> {
                List<String> scopes = new ArrayList<>();
                scopes.add("repository:%s:%s".formatted(use.repository(), String.join(",", actions(use.action()))));
                use.mountedFrom().ifPresent(from -> scopes.add("repository:%s:pull".formatted(from)));
                yield String.join(" ", scopes);
            }
        };
    }

    /** What a token has to allow for an action: who writes also looks what is there. */
    static List<String> actions(Action action) {
        return switch (action) {
            case PULL -> List.of("pull");
            case PUSH, OVERWRITE -> List.of("pull", "push");
            case DELETE -> List.of("delete");
        };
    }
}
