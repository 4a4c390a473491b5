package dev.crossdock.proof.field;

import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Limits;
import dev.crossdock.image.Digest;
import dev.crossdock.image.ImageTree;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.plan.BlobTask;
import dev.crossdock.plan.CopyPlan;
import dev.crossdock.plan.Inventory;
import dev.crossdock.transfer.BlobProgress;
import dev.crossdock.transfer.BlobTransfer;
import dev.crossdock.transfer.Deadline;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.SingleFlight;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Survey;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.TransferTerms;
import dev.crossdock.transfer.ranges.RangedFeeds;
import dev.crossdock.transfer.upload.AdaptiveSender;
import dev.crossdock.transfer.upload.Checkpoints;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One copy with the real client and transfer code, whose pauses take no time. */
final class Haul implements AutoCloseable {
    static final String FROM = "team/app";
    static final String TO = "mirror/app";
    /** Of the target's registry: a repository that holds blobs to mount. */
    static final String BASE = "mirror/base";
    static final String TAG = "1.0";
    /** What a token server of the tests wants to hear. */
    static final Credentials CREDENTIALS = new Credentials.Basic("u", "p");
    /** For registries that stand still: noticed soon, and still long for a machine that is busy. */
    static final Limits SHORT = new Limits(Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ofMillis(800),
            Duration.ofSeconds(60), 32);
    private static final int WIDTH = 3;
    private static final int MAXIMUM_PUTS = 3;

    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final Fanout fanout = new Fanout("haul", WIDTH);
    private final HttpEngine engine;

    Haul(Limits limits) {
        engine = new HttpEngine(limits, pauses::add, InstantSource.system());
    }

    /** From {@link #FROM} here to {@link #TO} there, both as {@link #TAG}; blobs that are known in BASE are mounted. */
    void run(URI from, URI to, List<Digest> mountable) {
        Source source = client(from).source(new Repository(FROM));
        Target target = client(to).target(new Repository(TO));
        Survey survey = new Survey(fanout);
        ImageTree tree = survey.tree(source, new Tag(TAG));
        Inventory held = survey.inventory(target, tree);
        Map<Digest, Repository> siblings = new HashMap<>();
        mountable.forEach(digest -> siblings.put(digest, new Repository(BASE)));
        CopyPlan plan = CopyPlan.between(tree, new Inventory(held.heldBlobs(), held.heldManifests(), siblings));
        BlobTransfer transfer = new BlobTransfer(new SingleFlight(),
                new AdaptiveSender(new RangedFeeds(), Checkpoints.NONE));
        TransferTerms terms = new TransferTerms(Deadline.NONE, BlobProgress.NONE, pauses::add);
        fanout.each(plan.blobsToMove(), task -> transfer.move(source, target,
                new BlobTransfer.Wish(task.blob(), mountFrom(task), false), terms));
        for (Manifest manifest : plan.manifestsToPut()) {
            put(target, manifest, manifest.equals(plan.root()));
        }
    }

    private RegistryClient client(URI registry) {
        return new RegistryClient(engine, RegistryOptions.at(registry).withCredentials(CREDENTIALS));
    }

    private static Optional<Repository> mountFrom(BlobTask task) {
        return task instanceof BlobTask.Mount mount ? Optional.of(mount.from()) : Optional.empty();
    }

    /** As the publication does it: a target may know of a blob only a while after it took it. */
    private static void put(Target target, Manifest manifest, boolean root) {
        Target.PutAnswer answer = new Target.PutAnswer.BlobUnknown("not asked yet");
        for (int i = 0; i < MAXIMUM_PUTS && answer instanceof Target.PutAnswer.BlobUnknown; i++) {
            answer = target.putManifest(root ? new Tag(TAG) : manifest.digest(), manifest.raw());
        }
        if (answer instanceof Target.PutAnswer.BlobUnknown(String detail)) {
            throw new AssertionError(detail);
        }
    }

    @Override
    public void close() {
        fanout.close();
        engine.close();
    }
}
