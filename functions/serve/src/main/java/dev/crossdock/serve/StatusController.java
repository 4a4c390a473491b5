package dev.crossdock.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.replication.Step;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Locale;

/** What a monitor asks for. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class StatusController {
    private final Replicator replicator;
    private final Metrics metrics;

    StatusController(Replicator replicator, Metrics metrics) {
        this.replicator = replicator;
        this.metrics = metrics;
    }

    /** 200 while the state can be read, which is asked for here; it tells how much waits. */
    @Get("/health")
    HttpResponse<String> health() {
        ObjectNode body = Answers.object().put("status", "UP");
        try {
            ObjectNode queues = body.putObject("queues");
            for (Step step : Step.values()) {
                queues.put(step.name().toLowerCase(Locale.ROOT), replicator.queue().depth(step));
            }
            return Answers.json(HttpStatus.OK, body);
        } catch (RuntimeException e) {
            return Answers.json(HttpStatus.SERVICE_UNAVAILABLE,
                    Answers.object().put("status", "DOWN").put("error", String.valueOf(e.getMessage())));
        }
    }

    /** The text format of Prometheus. */
    @Get("/metrics")
    @Produces("text/plain; version=0.0.4; charset=utf-8")
    String metrics() {
        return metrics.scrape();
    }
}
