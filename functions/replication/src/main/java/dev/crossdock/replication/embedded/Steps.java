package dev.crossdock.replication.embedded;

import dev.crossdock.replication.Message;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.steps.CopyStep;
import dev.crossdock.replication.steps.PlanStep;
import dev.crossdock.replication.steps.PublishStep;
import dev.crossdock.transfer.Deadline;
import java.util.List;

/** The steps that messages are given to. */
public record Steps(PlanStep plan, CopyStep copy, PublishStep publish) {
    /** What follows from the message. */
    List<Queue.Outgoing> handle(Message message, Deadline deadline) {
        return switch (message) {
            case Message.Request request -> plan.plan(request);
            case Message.Copy task -> copy.copy(task, deadline);
            case Message.Publish task -> publish.publish(task);
        };
    }
}
