package dev.crossdock.client;

import dev.crossdock.client.auth.Scope;
import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Repository;
import java.util.List;

/**
 * One repository of one registry, on one side of a copy.
 *
 * @param side     {@code source} or {@code target}
 * @param registry the registry's name in messages
 */
record Endpoint(Session session, Repository repository, String side, String registry) {
    String place() {
        return registry + "/" + repository;
    }

    Errand errand(String action, Object object, String wanted) {
        return new Errand(action, object.toString(), side + " " + place(), wanted);
    }

    /** The address of something in the repository: {@code /manifests/1.0}. */
    Address address(String path) {
        return session.base().below("/v2/" + repository + path);
    }

    Session.Asking reading(Errand errand, Request request) {
        return new Session.Asking(errand, request, List.of(Scope.pull(repository)));
    }

    Session.Asking writing(Errand errand, Request request) {
        return new Session.Asking(errand, request, List.of(Scope.push(repository)));
    }

    /** For what both sides ask: with the rights of the side, so that one token serves all of a copy. */
    Session.Asking asking(Errand errand, Request request) {
        return side.equals("target") ? writing(errand, request) : reading(errand, request);
    }
}
