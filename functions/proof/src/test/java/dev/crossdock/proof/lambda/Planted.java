package dev.crossdock.proof.lambda;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.proof.lambda.stack.Stack;
import dev.crossdock.replication.Content;
import dev.crossdock.replication.Endpoint;
import dev.crossdock.replication.Message;
import dev.crossdock.replication.MessageCodec;
import dev.crossdock.replication.Route;
import dev.crossdock.replication.Run;
import dev.crossdock.replication.RunKey;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts into a stack what functions leave there only where something went wrong, or long ago. */
final class Planted {
    private static final int HASH_DIGITS = 32;

    private final Stack stack;

    Planted(Stack stack) {
        this.stack = stack;
    }

    /** A hash as keys have it. */
    private static String hash(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, HASH_DIGITS);
    }

    private static String time(Instant at) {
        return "%015d".formatted(at.toEpochMilli());
    }

    static Route route(String source, String target) {
        return new Route(endpoint(source), endpoint(target));
    }

    /** {@code registry/repository:tag}. */
    static Endpoint endpoint(String text) {
        int slash = text.indexOf('/');
        int colon = text.lastIndexOf(':');
        return new Endpoint(text.substring(0, slash), new Repository(text.substring(slash + 1, colon)),
                new Tag(text.substring(colon + 1)));
    }

    static Descriptor descriptor(SeededBlob blob) {
        return new Descriptor(blob.mediaType(), Digest.parse(blob.digest()), blob.bytes().length);
    }

    /** A run that was planned then and is open still, as its object says. */
    Run run(SeededImage image, Route route, Instant openedAt) {
        RawManifest manifest = RawManifest.of(image.manifest().mediaType(), image.manifest().bytes());
        Run run = new Run(RunKey.open(route, manifest.digest()), route, Content.of(List.of(manifest)),
                image.blobs().stream().map(Planted::descriptor).toList(), openedAt);
        stack.plant(folder(run) + "run.json", MessageCodec.encodeRun(run));
        return run;
    }

    static String folder(Run run) {
        return "jobs/%s/%s/".formatted(run.key().job(), run.key().run());
    }

    /** Among the open ones. */
    String open(Run run) {
        String key = "open/%s/%s/%s/%s".formatted(hash(run.route().toString()), time(run.openedAt()), run.key().job(),
                run.key().run());
        stack.plant(key, "");
        return key;
    }

    /** Among those that ended, at that time. */
    String aged(Run run, Instant at) {
        String key = "aged/%s/run/%s/%s".formatted(time(at), run.key().job(), run.key().run());
        stack.plant(key, "");
        return key;
    }

    /** A ticket of that time. */
    String ticket(String id, Instant at) {
        stack.plant("tickets/" + id, "{\"state\":\"DONE\",\"detail\":\"published\",\"at\":%d}"
                .formatted(at.toEpochMilli()));
        stack.plant("aged/%s/tickets/%s".formatted(time(at), id), "");
        return "tickets/" + id;
    }

    /** Somebody else's claim on the blob, on its way to the target. */
    void claim(Endpoint target, SeededBlob blob, Instant until) {
        stack.plant("claims/%s/%s/%010d".formatted(hash(target.registry() + "/" + target.repository()),
                blob.digest().replace(':', '-'), 1),
                "{\"holder\":\"another\",\"until\":%d}".formatted(until.toEpochMilli()));
    }

    /** A message that failed so often. */
    void send(String queue, Message message, int failures) {
        stack.queue(queue).send(MessageCodec.encode(message), Map.of("failures", Integer.toString(failures)));
    }

    static Message.Trail asked(String ticket) {
        return new Message.Trail(Optional.of(ticket), 0);
    }

    static Message.Copy copy(Run run, Message.Trail trail) {
        return new Message.Copy(run.key(), run.route(),
                run.blobs().stream().map(blob -> new Message.Wanted(blob, Optional.empty())).toList(), run.openedAt(),
                0, trail);
    }

    static Message.Publish publish(Run run, Message.Trail trail) {
        return new Message.Publish(run.key(), run.route(), 0, trail);
    }
}
