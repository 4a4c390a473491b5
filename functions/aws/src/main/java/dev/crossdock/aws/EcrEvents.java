package dev.crossdock.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossdock.aws.lambda.StepLine;
import dev.crossdock.aws.state.Delivery;
import dev.crossdock.aws.state.AwsStateException;
import dev.crossdock.aws.state.UnreadBodies;
import dev.crossdock.event.EcrNotification;
import dev.crossdock.event.MalformedEventException;
import dev.crossdock.replication.MessageCodec;
import dev.crossdock.replication.Queue;
import dev.crossdock.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tells apart what lies on the queue of requests: our own messages, and what EventBridge brought from Amazon's registry,
 * which becomes such a message and is then handled as one.
 */
final class EcrEvents {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SOURCE = "aws.ecr";

    private final Wiring wiring;
    private final StepRunner runner;

    EcrEvents(Wiring wiring, StepRunner runner) {
        this.wiring = wiring;
        this.runner = runner;
    }

    /** Whether the delivery is dealt with. */
    boolean run(Delivery delivery) {
        if (!isEvent(delivery.body())) {
            return runner.run(delivery);
        }
        StepLine line = new StepLine("plan", wiring.clock().instant()).with("messageId", delivery.messageId());
        try {
            Optional<Delivery> request = request(delivery, line);
            if (request.isPresent()) {
                return runner.run(request.get());
            }
            wiring.log(line.ended("ignored", Duration.ZERO));
            return true;
        } catch (MalformedEventException e) {
            wiring.log(line.with("error", String.valueOf(e.getMessage())).ended("unreadable", Duration.ZERO));
            return runner.run(delivery); // no message of ours either: a dead letter
        } catch (RuntimeException e) {
            return hold(delivery, e, line);
        }
    }

    /** Which registry of ours it means, the configuration knows alone: the event waits for it as it came. */
    private boolean hold(Delivery delivery, RuntimeException failure, StepLine line) {
        String why = failure instanceof SettingsException settings
                ? "the configuration cannot be used: " + String.join("; ", settings.problems())
                : failure.toString();
        line.with("error", why).with("todo", "correct the configuration; the event waits for it, for %d h at most"
                .formatted(StepRunner.CONFIGURATION_PATIENCE.toHours()));
        UnreadBodies unread = wiring.state().unread();
        try {
            Duration age = Duration.between(unread.sentAt(delivery), wiring.clock().instant());
            boolean tooOld = age.compareTo(StepRunner.CONFIGURATION_PATIENCE) >= 0;
            if (tooOld) {
                unread.bury(delivery, "%s; waited for %s".formatted(why, age));
            } else {
                unread.later(delivery, StepRunner.waitAt(age));
            }
            wiring.log(line.ended(tooOld ? "buried" : "wait", Duration.ZERO));
            return true;
        } catch (AwsStateException e) {
            wiring.log(line.with("queue", String.valueOf(e.getMessage())).ended("failed", Duration.ZERO));
            return false;
        }
    }

    private static boolean isEvent(String body) {
        try {
            return body.contains(SOURCE) && JSON.readTree(body).path("source").asText().equals(SOURCE);
        } catch (JsonProcessingException _) {
            return false;
        }
    }

    /** Empty where the event means nothing here, which the line then says. */
    private Optional<Delivery> request(Delivery delivery, StepLine line) {
        EcrNotification event = EcrNotification.read(delivery.body().getBytes(StandardCharsets.UTF_8));
        Rig rig = wiring.rig();
        Optional<String> registry = rig.registries().ofEcr(event.account(), event.region());
        if (registry.isEmpty()) {
            line.with("reason", "no registry of the configuration has the url https://%s.dkr.ecr.%s.amazonaws.com"
                    .formatted(event.account(), event.region()));
            return Optional.empty();
        }
        List<Queue.Outgoing> requests = rig.receive().receive(registry.get(), List.of(event.event()));
        line.with("reason", requests.isEmpty() ? "no rule means it" : "");
        return requests.stream().findFirst().map(it -> new Delivery(delivery.step(), delivery.messageId(),
                delivery.receipt(), MessageCodec.encode(it.message()), delivery.attributes(),
                delivery.messageAttributes()));
    }
}
