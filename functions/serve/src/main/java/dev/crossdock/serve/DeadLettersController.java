package dev.crossdock.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
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
import java.util.Locale;

/** What was given up, with its reason, and how to have it tried again. */
@Controller("/dead-letters")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DeadLettersController {
    private static final int MAXIMUM_LISTED = 1_000;

    private final Replicator replicator;

    DeadLettersController(Replicator replicator) {
        this.replicator = replicator;
    }

    /** The oldest first. */
    @Get
    HttpResponse<String> list(HttpRequest<?> request) {
        return Doorkeeper.refusal(request, replicator.settings().apiToken()).orElseGet(() -> {
            ObjectNode body = Answers.object();
            ArrayNode letters = body.putArray("deadLetters");
            replicator.queue().deadLetters(MAXIMUM_LISTED).forEach(letter -> describe(letter, letters.addObject()));
            return Answers.json(HttpStatus.OK, body);
        });
    }

    private static void describe(Queue.DeadLetter letter, ObjectNode json) {
        json.put("id", letter.id()).put("step", letter.step().name().toLowerCase(Locale.ROOT));
        letter.message().ifPresent(message -> describe(message, json));
        json.put("reason", letter.reason()).put("at", letter.at().toString());
    }

    private static void describe(Message message, ObjectNode json) {
        switch (message) {
            case Message.Request request -> {
                json.put("source", request.source().toString());
                request.target().ifPresent(target -> json.put("target", target.toString()));
            }
            case Message.Copy task -> json.put("source", task.route().source().toString()).put("target",
                    task.route().target().toString());
            case Message.Publish task -> json.put("source", task.route().source().toString()).put("target",
                    task.route().target().toString());
        }
    }

    /** Sends one again, its failures forgotten. */
    @Post("/{id}/retry")
    @Consumes(MediaType.ALL)
    HttpResponse<String> retry(HttpRequest<?> request, String id) {
        return Doorkeeper.refusal(request, replicator.settings().apiToken())
                .orElseGet(() -> replicator.queue().revive(id)
                        ? Answers.json(HttpStatus.ACCEPTED, Answers.object().put("id", id))
                        : Answers.error(HttpStatus.NOT_FOUND,
                                "no dead letter of this id: it was sent again already, or is over 30 days old"));
    }
}
