package dev.crossdock.serve;

import dev.crossdock.event.MalformedEventException;
import dev.crossdock.settings.RegistrySettings;
import dev.crossdock.settings.Secret;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Optional;

/** Where registries send their notifications. */
@Controller("/hooks")
final class HooksController {
    private final Replicator replicator;
    private final Metrics metrics;

    HooksController(Replicator replicator, Metrics metrics) {
        this.replicator = replicator;
        this.metrics = metrics;
    }

    /** 202 once the requests are durable; a registry that is unknown or sends no token learns nothing of which it is. */
    @Post("/{registry}")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<String> notify(String registry, HttpRequest<?> request) {
        Optional<Secret> token = Optional.ofNullable(replicator.settings().registries().get(registry))
                .flatMap(RegistrySettings::webhookToken);
        HttpResponse<String> answer = token.isEmpty()
                ? Answers.error(HttpStatus.NOT_FOUND,
                        "no registry of this name with a webhookToken stands in crossdock.yaml")
                : Doorkeeper.refusal(request, token.get(), "webhookToken")
                        .orElseGet(() -> receive(registry, request));
        metrics.notification(token.isEmpty() ? "unknown" : registry, answer.code());
        return answer;
    }

    private HttpResponse<String> receive(String registry, HttpRequest<?> request) {
        try {
            int requests = replicator.receive(registry, request.getHeaders().asMap(), Bodies.read(request));
            return Answers.json(HttpStatus.ACCEPTED, Answers.object().put("requests", requests));
        } catch (MalformedEventException e) {
            return Answers.error(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }
}
