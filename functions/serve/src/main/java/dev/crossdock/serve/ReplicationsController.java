package dev.crossdock.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.plan.TagLocation;
import dev.crossdock.replication.Ticket;
import dev.crossdock.replication.steps.Sweep;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Replications on demand, and the sweep. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class ReplicationsController {
    private static final String FORM = "wanted {\"source\": \"registry/repository:tag\", "
            + "\"target\": \"registry/repository:tag\"}, with registries named in crossdock.yaml";
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private record Wish(@Nullable String source, @Nullable String target) {}

    private final Replicator replicator;

    ReplicationsController(Replicator replicator) {
        this.replicator = replicator;
    }

    /** 202 and where to ask how it went, once the request is durable. */
    @Post("/replications")
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<String> replicate(HttpRequest<?> request) {
        return Doorkeeper.refusal(request, replicator.settings().apiToken())
                .orElseGet(() -> accept(new String(Bodies.read(request), StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> accept(String body) {
        try {
            Wish wish = JSON.readValue(body, Wish.class);
            if (wish == null || wish.source == null || wish.target == null) {
                return Answers.error(HttpStatus.BAD_REQUEST, "source or target is missing: " + FORM);
            }
            String id = replicator.request(TagLocation.parse(wish.source), TagLocation.parse(wish.target));
            String location = "/replications/" + id;
            return Answers.json(HttpStatus.ACCEPTED, Answers.object().put("id", id).put("location", location))
                    .header(HttpHeaders.LOCATION, location);
        } catch (JsonProcessingException e) {
            return Answers.error(HttpStatus.BAD_REQUEST,
                    "the body cannot be read (%s): %s".formatted(e.getOriginalMessage().lines().findFirst().orElse(""),
                            FORM));
        } catch (IllegalArgumentException e) {
            return Answers.error(HttpStatus.BAD_REQUEST, "%s: %s".formatted(e.getMessage(), FORM));
        }
    }

    /** How a request went. */
    @Get("/replications/{id}")
    HttpResponse<String> state(HttpRequest<?> request, String id) {
        return Doorkeeper.refusal(request, replicator.settings().apiToken())
                .orElseGet(() -> replicator.ledger().ticket(id).<HttpResponse<String>>map(ReplicationsController::show)
                        .orElseGet(() -> Answers.error(HttpStatus.NOT_FOUND,
                                "no replication of this id: it never was, or ended over 30 days ago")));
    }

    private static HttpResponse<String> show(Ticket ticket) {
        return Answers.json(HttpStatus.OK,
                Answers.object().put("id", ticket.id()).put("state", ticket.state().name().toLowerCase(Locale.ROOT))
                        .put("detail", ticket.detail()).put("at", ticket.at().toString()));
    }

    /** Sweeps now. */
    @Post("/sweep")
    @Consumes(MediaType.ALL)
    HttpResponse<String> sweep(HttpRequest<?> request) {
        return Doorkeeper.refusal(request, replicator.settings().apiToken()).orElseGet(() -> {
            Sweep.Report report = replicator.sweep();
            var body = Answers.object().put("reopened", report.reopened()).put("tags", report.tags()).put("pruned",
                    report.pruned());
            report.failures().forEach(body.putArray("failures")::add);
            return Answers.json(HttpStatus.OK, body);
        });
    }
}
