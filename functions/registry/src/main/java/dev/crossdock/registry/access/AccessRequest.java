package dev.crossdock.registry.access;

import dev.crossdock.image.Repository;
import java.util.Optional;

/**
 * What a request wants, and what it shows.
 *
 * @param wanted        in the registry
 * @param authorization the header of that name
 * @param address       of the client, without a port: failures are counted by it
 * @param host          under which the client reached the registry, with its port; it is never trusted
 * @param base          scheme, host and prefix under which the client reached the registry
 */
// tidy: public the registry is one room of several packages, and only the root package is met from outside
public record AccessRequest(Wanted wanted, Optional<String> authorization, String address, String host,
        String base) {
    /** What can be wanted. */
    public sealed interface Wanted {
        /** To see whether somebody is there, and which credentials are asked for. */
        record Presence() implements Wanted {}

        /** The list of repositories. */
        record Catalog() implements Wanted {}

        /** A token of ours in exchange for a password, or for nothing. */
        record Ticket() implements Wanted {}

        /**
         * Something in a repository.
         *
         * @param mountedFrom the repository that a blob shall be mounted from, which is only pulled from
         */
        record Use(Repository repository, Action action, Optional<Repository> mountedFrom) implements Wanted {}
    }

    @Override
    public String toString() {
        return "%s from %s".formatted(wanted, address);
    }
}
