package dev.crossdock.registry.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.access.Action;
import dev.crossdock.registry.access.Decision;
import dev.crossdock.registry.content.RegistryContent;
import java.util.List;

/** The lists: tags of a repository, and repositories. */
final class ListRoutes {
    private static final JsonMapper JSON = new JsonMapper();

    private final RegistryContent content;

    ListRoutes(RegistryContent content) {
        this.content = content;
    }

    RegistryResponse answer(Route.TagList route, RegistryRequest request) {
        Page page = page(request);
        if (!content.tags().knows(route.repository())) {
            throw new RefusedException(ErrorCode.NAME_UNKNOWN, "there is no repository " + route.repository());
        }
        List<Tag> found = content.tags().list(route.repository(), page.last(), page.lookahead());
        ObjectNode body = JSON.createObjectNode().put("name", route.repository().name());
        ArrayNode tags = body.putArray("tags");
        page.of(found).forEach(tag -> tags.add(tag.name()));
        return page.linked(json(body), "/v2/%s/tags/list".formatted(route.repository()), found);
    }

    /** Those that the caller may pull from. */
    RegistryResponse answer(Route.Repositories route, RegistryRequest request, Decision.Granted granted) {
        Page page = page(request);
        List<Repository> found = content.catalog().list(page.last(), page.lookahead(),
                repository -> granted.may(repository, Action.PULL));
        ObjectNode body = JSON.createObjectNode();
        ArrayNode repositories = body.putArray("repositories");
        page.of(found).forEach(repository -> repositories.add(repository.name()));
        return page.linked(json(body), "/v2/_catalog", found);
    }

    private static Page page(RegistryRequest request) {
        RegistryApi.onlyGet(request);
        return Page.of(request.parameters());
    }

    private static RegistryResponse json(ObjectNode body) {
        try {
            return RegistryResponse.of(200, "application/json", JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("write a list", e);
        }
    }
}
