package dev.crossdock.aws.state;

import dev.crossdock.replication.Ledger;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.upload.Checkpoints;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** All that the steps keep on AWS, over one HTTP client: made once for a function's life. */
public final class AwsState implements AutoCloseable {
    /** An empty answer of AWS's that waited so long has asked all of a queue's servers. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Objects that are written at one time. */
    private static final int LEDGER_WIDTH = 8;

    private final AwsClients clients;
    private final Fanout fanout = new Fanout("ledger", LEDGER_WIDTH);
    private final S3Objects objects;
    private final SqsQueue queue;
    private final InstantSource clock;

    /**
     * Where it is.
     *
     * @param bucket      of the ledger
     * @param sqsEndpoint of something that is not AWS
     * @param s3Endpoint  of something that is not AWS
     */
    public record Places(QueueUrls queues, String bucket, Optional<URI> sqsEndpoint, Optional<URI> s3Endpoint) {
        /** On AWS itself. */
        public Places(QueueUrls queues, String bucket) {
            this(queues, bucket, Optional.empty(), Optional.empty());
        }
    }

    private AwsState(AwsClients clients, Places places, InstantSource clock, Supplier<Optional<String>> traceparent) {
        this.clients = clients;
        this.clock = clock;
        this.objects = new S3Objects(clients.s3(), places.bucket());
        this.queue = new SqsQueue(places.queues(), new SqsCalls(clients.sqs()), new LargeBodies(objects), clock,
                new SqsQueue.Terms(SqsQueue.LONGEST_DELAY, LOOK, traceparent));
    }

    /** Asks nothing yet. Region and credentials are the environment's; what is sent carries the trace, where there is one. */
    public static AwsState open(Places places, InstantSource clock, Supplier<Optional<String>> traceparent) {
        return new AwsState(AwsClients.of(places.sqsEndpoint(), places.s3Endpoint()), places, clock, traceparent);
    }

    /** The queue. */
    public SqsQueue queue() {
        return queue;
    }

    /** The ledger. */
    public Ledger ledger() {
        return new S3Ledger(objects, clock, fanout);
    }

    /** What was seen of hosts. */
    public HostMemory hosts() {
        return new S3HostMemory(objects, clock);
    }

    /** From where blobs go on; a claim on one ends when the supplier says at that time: the invocation's deadline. */
    public Checkpoints checkpoints(Supplier<Instant> deadline) {
        return new S3Checkpoints(objects, new S3Claims(objects, clock, deadline), clock);
    }

    /** Closes the connections. */
    @Override
    public void close() {
        fanout.close();
        clients.close();
    }
}
