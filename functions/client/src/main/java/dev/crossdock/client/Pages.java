package dev.crossdock.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.client.auth.Scope;
import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.ErrorBody;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list that a registry gives page after page, each naming the next in {@code Link} (OCI distribution spec, "Listing
 * Tags"). A list that is not there is empty.
 *
 * @param session with the registry
 * @param asking  for the first page
 * @param field   of a page's JSON that has the items
 */
record Pages(Session session, Session.Asking asking, String field) {
    static final int MAXIMUM_PAGES = 1_000;
    static final int PAGE_LENGTH = 1_000;
    /** A registry that knows no pages sends all at once. */
    private static final int MAXIMUM_PAGE_BYTES = 32 << 20;
    private static final Pattern NEXT = Pattern.compile("<([^>]{1,4096})>[^,]*;\\s*rel=\"?next\"?(?:[\\s;,].*)?");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@code GET /v2/<name>/tags/list}. */
    static List<Tag> tags(Endpoint endpoint) {
        return ofTags(endpoint).read(Tag::new);
    }

    /** The same where one page holds them all; empty where it does not, or where it cannot be read. */
    static Optional<Set<Tag>> shortTags(Endpoint endpoint) {
        Pages pages = ofTags(endpoint);
        try {
            return endpoint.session().ask(pages.asking, reply -> switch (reply.status()) {
                case 200 -> pages.whole(reply);
                // In other words than these, a registry may mean that it has no such list.
                case 404 -> reply.error().has(ErrorBody.Code.NAME_UNKNOWN) ? Optional.of(Set.of()) : Optional.empty();
                default -> Optional.empty();
            });
        } catch (RegistryException _) {
            return Optional.empty();
        }
    }

    private Optional<Set<Tag>> whole(Reply reply) throws IOException {
        return next(reply, errand()).isPresent() ? Optional.empty() : Optional.of(Set.copyOf(items(reply, Tag::new)));
    }

    private static Pages ofTags(Endpoint endpoint) {
        Address first = endpoint.address("/tags/list").with("n", Integer.toString(PAGE_LENGTH));
        Session.Asking asking = endpoint.asking(endpoint.errand("list tags", "", "200"), Request.of("GET", first));
        return new Pages(endpoint.session(), asking, "tags");
    }

    /** {@code GET /v2/_catalog}: distribution's, and of many that came after it. */
    static List<Repository> repositories(Session session, String registry) {
        Errand errand = new Errand("list repositories", "", "registry " + registry,
                "200; a registry without a catalog needs rules that name its repositories");
        Address first = session.base().below("/v2/_catalog").with("n", Integer.toString(PAGE_LENGTH));
        Session.Asking asking = new Session.Asking(errand, Request.of("GET", first), List.of(Scope.catalog()));
        return new Pages(session, asking, "repositories").read(Repository::new);
    }

    private record Page<T>(List<T> items, Optional<Address> next) {}

    /** All items; {@code item} throws IllegalArgumentException for a text that is none. */
    private <T> List<T> read(Function<String, T> item) {
        List<T> items = new ArrayList<>();
        Optional<Session.Asking> next = Optional.of(asking);
        for (int pages = 0; next.isPresent(); pages++) {
            if (pages == MAXIMUM_PAGES) {
                throw new Refused(errand().got("more than %d pages".formatted(MAXIMUM_PAGES), "an end"), null);
            }
            Page<T> page = page(next.get(), item);
            items.addAll(page.items());
            next = page.next().map(asking::to);
        }
        return List.copyOf(items);
    }

    private Errand errand() {
        return asking.errand();
    }

    private <T> Page<T> page(Session.Asking one, Function<String, T> item) {
        return session.ask(one, reply -> switch (reply.status()) {
            case 200 -> new Page<>(items(reply, item), next(reply, errand()));
            case 404 -> new Page<>(List.of(), Optional.empty());
            default -> throw session.failure(errand(), reply);
        });
    }

    private <T> List<T> items(Reply reply, Function<String, T> item) throws IOException {
        byte[] bytes = reply.bytes(MAXIMUM_PAGE_BYTES).orElseThrow(() -> new Refused(
                errand().got("a page that does not end", "at most %d bytes".formatted(MAXIMUM_PAGE_BYTES)), null));
        try {
            List<T> items = new ArrayList<>();
            for (JsonNode text : JSON.readTree(bytes).path(field)) {
                items.add(item.apply(text.asText()));
            }
            return items;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new Corrupt(errand().got(
                    e instanceof IllegalArgumentException
                            ? String.valueOf(e.getMessage())
                            : "something that is not JSON",
                    "{\"%s\": […]}".formatted(field)), e);
        }
    }

    /** The page that a reply's {@code Link} says comes next. */
    static Optional<Address> next(Reply reply, Errand errand) {
        Optional<String> link = reply.headers("Link").stream().map(NEXT::matcher).filter(Matcher::matches)
                .map(match -> match.group(1)).findFirst();
        if (link.isEmpty()) {
            return Optional.empty();
        }
        Address next = reply.address().resolve(link.get())
                .orElseThrow(() -> new Corrupt(errand.got("an unreadable Link", "the next page"), null));
        if (!next.sameOrigin(reply.address())) {
            throw new Corrupt(errand.got("a next page at " + next, "one of the same registry"), null);
        }
        return Optional.of(next);
    }
}
