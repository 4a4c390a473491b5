package dev.crossdock.registry.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.access.Action;
import dev.crossdock.registry.access.Decision;
import dev.crossdock.registry.content.ContentSettings.Pages;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.upstream.PullThrough;
import java.util.List;
import java.util.Optional;

/** The lists: tags of a repository, and repositories. */
final class ListRoutes {
    private static final JsonMapper JSON = new JsonMapper();

    private final RegistryContent content;
    private final PullThrough cache;
    private final Pages limits;

    ListRoutes(RegistryContent content, PullThrough cache, Pages limits) {
        this.content = content;
        this.cache = cache;
        this.limits = limits;
    }

    RegistryResponse answer(Route.TagList route, RegistryRequest request) {
        RegistryApi.onlyGet(request);
        Page page = Page.ofTags(request.parameters(), limits);
        Optional<List<Tag>> elsewhere = cache.tags(route.repository());
        if (elsewhere.orElse(List.of()).isEmpty() && !content.tags().knows(route.repository())) {
            throw new RefusedException(ErrorCode.NAME_UNKNOWN, "there is no repository " + route.repository());
        }
        List<Tag> found = page.isEmpty() ? List.of() : tags(route, page, elsewhere);
        ObjectNode body = JSON.createObjectNode().put("name", route.repository().name());
        ArrayNode tags = body.putArray("tags");
        page.of(found).forEach(tag -> tags.add(tag.name()));
        return page.linked(json(body), "/v2/%s/tags/list".formatted(route.repository()), found);
    }

    /** From here, or from where the repository's images come from. */
    private List<Tag> tags(Route.TagList route, Page page, Optional<List<Tag>> elsewhere) {
        return elsewhere.map(all -> all.stream().filter(tag -> tag.name().compareTo(page.last()) > 0)
                .limit(page.lookahead()).toList())
                .orElseGet(() -> content.tags().list(route.repository(), page.last(), page.lookahead()));
    }

    /** Those that the caller may pull from. */
    RegistryResponse answer(Route.Repositories route, RegistryRequest request, Decision.Granted granted) {
        RegistryApi.onlyGet(request);
        Page page = Page.ofCatalog(request.parameters(), limits);
        List<Repository> found = page.isEmpty()
                ? List.of()
                : content.catalog().list(page.last(), page.lookahead(),
                        repository -> granted.may(repository, Action.PULL));
        ObjectNode body = JSON.createObjectNode();
        ArrayNode repositories = body.putArray("repositories");
        page.of(found).forEach(repository -> repositories.add(repository.name()));
        return page.linked(json(body), "/v2/_catalog", found);
    }

    private static RegistryResponse json(ObjectNode body) {
        try {
            return RegistryResponse.of(200, "application/json", JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("write a list", e);
        }
    }
}
