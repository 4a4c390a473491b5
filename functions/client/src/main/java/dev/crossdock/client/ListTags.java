package dev.crossdock.client;

import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Tag;
import java.util.List;

/** {@code GET /v2/<name>/tags/list}, page after page. */
record ListTags(Endpoint endpoint) {
    List<Tag> run() {
        Address first = endpoint.address("/tags/list").with("n", Integer.toString(Pages.PAGE_LENGTH));
        Session.Asking asking = endpoint.asking(endpoint.errand("list tags", "", "200"), Request.of("GET", first));
        return new Pages(endpoint.session(), asking, "tags").read(Tag::new);
    }
}
