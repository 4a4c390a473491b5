package dev.crossdock.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Tag;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code GET /v2/<name>/tags/list}, page after page. */
record ListTags(Endpoint endpoint) {
    static final int MAXIMUM_PAGES = 1_000;
    private static final int PAGE_LENGTH = 1_000;
    /** A registry that knows no pages sends all tags at once. */
    private static final int MAXIMUM_PAGE_BYTES = 32 << 20;
    private static final Pattern NEXT = Pattern.compile("<([^>]{1,4096})>[^,]*;\\s*rel=\"?next\"?(?:[\\s;,].*)?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Page(List<Tag> tags, Optional<Address> next) {}

    List<Tag> run() {
        List<Tag> tags = new ArrayList<>();
        Address first = endpoint.address("/tags/list").with("n", Integer.toString(PAGE_LENGTH));
        Optional<Address> next = Optional.of(first);
        for (int pages = 0; next.isPresent(); pages++) {
            if (pages == MAXIMUM_PAGES) {
                throw new Refused(errand().got("more than %d pages".formatted(MAXIMUM_PAGES), "an end"), null);
            }
            Page page = page(next.get());
            tags.addAll(page.tags());
            next = page.next();
        }
        return List.copyOf(tags);
    }

    private Errand errand() {
        return endpoint.errand("list tags", "", "200");
    }

    private Page page(Address address) {
        Session.Asking asking = endpoint.asking(errand(), Request.of("GET", address));
        return endpoint.session().ask(asking, reply -> switch (reply.status()) {
            case 200 -> new Page(tags(reply), next(reply));
            case 404 -> new Page(List.of(), Optional.empty());
            default -> throw endpoint.session().failure(errand(), reply);
        });
    }

    private List<Tag> tags(Reply reply) throws IOException {
        byte[] bytes = reply.bytes(MAXIMUM_PAGE_BYTES).orElseThrow(() -> new Refused(
                errand().got("a page that does not end", "at most %d bytes".formatted(MAXIMUM_PAGE_BYTES)), null));
        try {
            List<Tag> tags = new ArrayList<>();
            for (JsonNode tag : JSON.readTree(bytes).path("tags")) {
                tags.add(new Tag(tag.asText()));
            }
            return tags;
        } catch (JacksonException | IllegalArgumentException e) {
            throw new Corrupt(errand().got(
                    e instanceof IllegalArgumentException
                            ? String.valueOf(e.getMessage())
                            : "something that is not JSON",
                    "{\"tags\": […]}"), e);
        }
    }

    private Optional<Address> next(Reply reply) {
        Optional<String> link = reply.headers("Link").stream().map(NEXT::matcher).filter(Matcher::matches)
                .map(match -> match.group(1)).findFirst();
        if (link.isEmpty()) {
            return Optional.empty();
        }
        Address next = reply.address().resolve(link.get())
                .orElseThrow(() -> new Corrupt(errand().got("an unreadable Link", "the next page"), null));
        if (!next.sameOrigin(reply.address())) {
            throw new Corrupt(errand().got("a next page at " + next, "one of the same registry"), null);
        }
        return Optional.of(next);
    }
}
