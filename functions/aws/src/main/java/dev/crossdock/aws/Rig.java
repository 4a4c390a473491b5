package dev.crossdock.aws;

import dev.crossdock.plan.Rules;
import dev.crossdock.replication.Claims;
import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.Queue;
import dev.crossdock.replication.steps.CopyStep;
import dev.crossdock.replication.steps.ImagePlanner;
import dev.crossdock.replication.steps.PlanStep;
import dev.crossdock.replication.steps.PublishStep;
import dev.crossdock.replication.steps.ReceiveStep;
import dev.crossdock.replication.steps.StepContext;
import dev.crossdock.replication.steps.Sweep;
import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.BlobTransfer;

/** The steps as one configuration has them. */
final class Rig {
    private final CrossdockSettings settings;
    private final ConfiguredRegistries registries;
    private final StepContext context;
    private final PlanStep plan;
    private final PublishStep publish;
    private final ReceiveStep receive;

    Rig(CrossdockSettings settings, ConfiguredRegistries registries, StepContext context) {
        this.settings = settings;
        this.registries = registries;
        this.context = context;
        ImagePlanner planner = new ImagePlanner(context.fanout());
        this.plan = new PlanStep(context, settings.rules(), planner);
        this.publish = new PublishStep(context, planner);
        this.receive = new ReceiveStep(settings.rules(), context.clock());
    }

    CrossdockSettings settings() {
        return settings;
    }

    ConfiguredRegistries registries() {
        return registries;
    }

    Ledger ledger() {
        return context.ledger();
    }

    PlanStep plan() {
        return plan;
    }

    PublishStep publish() {
        return publish;
    }

    ReceiveStep receive() {
        return receive;
    }

    CopyStep copy(BlobTransfer transfer, BlobProgress progress, Claims claims) {
        return new CopyStep(context, transfer, progress, claims);
    }

    Sweep sweep(Queue queue) {
        return sweep(queue, settings.rules());
    }

    Sweep sweep(Queue queue, Rules rules) {
        return new Sweep(context, rules, queue);
    }
}
