package dev.crossdock.serve;

import dev.crossdock.event.MalformedEventException;
import dev.crossdock.event.WebhookSignature;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
                : take(registry, request, token.get());
        metrics.notification(token.isEmpty() ? "unknown" : registry, answer.code());
        return answer;
    }

    /** Who signs shows by that who it is; the others carry the token itself. */
    private HttpResponse<String> take(String registry, HttpRequest<?> request, Secret token) {
        Map<String, List<String>> headers = request.getHeaders().asMap();
        if (!WebhookSignature.isIn(headers)) {
            return Doorkeeper.refusal(request, token, "webhookToken")
                    .orElseGet(() -> receive(registry, headers, Bodies.read(request)));
        }
        byte[] body = Bodies.read(request);
        return WebhookSignature.fits(headers, body, token.value(), Instant.now())
                ? receive(registry, headers, body)
                : Answers.error(HttpStatus.UNAUTHORIZED, ("the X-Crossdock-Signature-256 is wrong: wanted one with the "
                        + "registry's webhookToken as secret, of this body, made within the last %d minutes").formatted(
                                WebhookSignature.TOLERANCE.toMinutes()));
    }

    private HttpResponse<String> receive(String registry, Map<String, List<String>> headers, byte[] body) {
        try {
            int requests = replicator.receive(registry, headers, body);
            return Answers.json(HttpStatus.ACCEPTED, Answers.object().put("requests", requests));
        } catch (MalformedEventException e) {
            return Answers.error(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }
}
