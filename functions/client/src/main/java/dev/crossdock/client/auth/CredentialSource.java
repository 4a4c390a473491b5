package dev.crossdock.client.auth;

import dev.crossdock.client.http.Errand;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds out who asks a registry. It is asked only once the registry wants to know, and again when a find is stale. */
@FunctionalInterface
public interface CredentialSource {
    /** Throws a RegistryException, in the words of the errand, where it cannot find out. */
    Found find(Errand errand);

    /** What there is without looking anywhere; a token among it is sent unasked. */
    default Optional<Credentials> given() {
        return Optional.empty();
    }

    /**
     * Who asks, and how that came to be known.
     *
     * @param origin      where it was found, for messages; empty where a person named it for this registry
     * @param usableUntil when to look again
     */
    record Found(Credentials credentials, String origin, Instant usableUntil) {
        /** With no end that we know of. */
        public static Found lasting(Credentials credentials, String origin) {
            return new Found(credentials, origin, Instant.MAX);
        }

        /** Whether they may not be meant for this registry's images at all: nobody named them for this run. */
        boolean isGuess() {
            return !origin.isEmpty() && !(credentials instanceof Credentials.Anonymous);
        }

        /** Whether the header says nothing but these. */
        boolean isIn(String header) {
            return credentials instanceof Credentials.Basic basic && TokenRequest.basic(basic).equals(header);
        }
    }

    /** These credentials, named by a person. */
    static CredentialSource of(Credentials credentials) {
        return new Given(credentials);
    }

    /** The first of them that finds somebody; else nobody in particular. */
    static CredentialSource firstOf(List<CredentialSource> sources) {
        List<CredentialSource> all = List.copyOf(sources);
        return errand -> {
            for (CredentialSource source : all) {
                Found found = source.find(errand);
                if (!(found.credentials() instanceof Credentials.Anonymous)) {
                    return found;
                }
            }
            return Found.lasting(Credentials.anonymous(), "");
        };
    }
}
