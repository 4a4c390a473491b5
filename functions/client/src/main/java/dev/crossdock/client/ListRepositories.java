package dev.crossdock.client;

import dev.crossdock.client.auth.Scope;
import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Repository;
import java.util.List;

/** {@code GET /v2/_catalog}, page after page: distribution's, and of many that came after it. */
record ListRepositories(Session session, String registry) {
    List<Repository> run() {
        Errand errand = new Errand("list repositories", "", "registry " + registry,
                "200; a registry without a catalog needs rules that name its repositories");
        Address first = session.base().below("/v2/_catalog").with("n", Integer.toString(Pages.PAGE_LENGTH));
        Session.Asking asking = new Session.Asking(errand, Request.of("GET", first), List.of(Scope.catalog()));
        return new Pages(session, asking, "repositories").read(Repository::new);
    }
}
