package dev.crossdock.registry.access;

import java.io.IOException;
import java.time.InstantSource;

/** Decides who may do what: the one place of the registry that knows HTTP's authentication. */
// tidy: public the registry is one room of several packages, and only the root package is met from outside
@FunctionalInterface
public interface AccessControl {
    /** Everybody may do everything. */
    AccessControl OPEN = request -> request.wanted() instanceof AccessRequest.Wanted.Ticket
            ? new Decision.Unknown()
            : new Decision.Granted(Identity.ANONYMOUS, (repository, action) -> true);

    /** Finds out who sent the request, and whether what it wants is done. */
    Decision decide(AccessRequest request);

    /** As the settings have it. Throws where a file cannot be used, naming it. */
    static AccessControl of(AccessSettings settings, InstantSource clock) throws IOException {
        if (settings.tokens().isPresent()) {
            return TokenAccess.of(settings.tokens().get(), clock);
        }
        return settings.passwords().isEmpty() && settings.rules().isEmpty()
                ? OPEN
                : PasswordAccess.of(settings, clock);
    }
}
