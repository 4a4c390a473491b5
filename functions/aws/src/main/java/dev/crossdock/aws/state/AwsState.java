package dev.crossdock.aws.state;

import dev.crossdock.aws.config.WatchedObject;
import dev.crossdock.replication.Claims;
import dev.crossdock.replication.Ledger;
import dev.crossdock.transfer.Fanout;
import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.upload.Checkpoints;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** All that the steps keep on AWS, over one HTTP client: made once for a function's life. */
public final class AwsState implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AwsState.class);
    private static final int NOT_MODIFIED = 304;
    static final int MOST_TEXT_BYTES = 2 << 20;
    /** An empty answer of AWS's that waited so long has asked all of a queue's servers. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Objects that are written at one time. */
    private static final int LEDGER_WIDTH = 8;

    private final AwsClients clients;
    private final Fanout fanout = new Fanout("ledger", LEDGER_WIDTH);
    private final S3Objects objects;
    private final SqsQueue queue;
    private final UnreadBodies unread;
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
        SqsCalls calls = new SqsCalls(clients.sqs());
        LargeBodies bodies = new LargeBodies(objects);
        this.unread = new UnreadBodies(places.queues(), calls,
                new DeadLetters(places.queues(), calls, bodies, clock, LOOK));
        this.queue = new SqsQueue(places.queues(), calls, bodies, clock,
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

    /** For what lies on the queue and is no message yet. */
    public UnreadBodies unread() {
        return unread;
    }

    /** The ledger. */
    public Ledger ledger() {
        return new S3Ledger(objects, clock, fanout);
    }

    /** What was seen of hosts. */
    public HostMemory hosts() {
        return new S3HostMemory(objects, clock);
    }

    /** For one holder, whose claims end when the supplier says at that time: its invocation's deadline. */
    public Claims claims(Supplier<Instant> deadline) {
        S3Claims claims = new S3Claims(objects, clock, deadline);
        return new Claims() {
            @Override
            public Answer claim(Place place) {
                return claims.claim(name(place), place.blob());
            }

            @Override
            public void release(Place place) {
                try {
                    claims.release(name(place), place.blob());
                } catch (AwsStateException e) {
                    LOG.warn("a claim ends by itself: {}", e.getMessage());
                }
            }

            private static String name(Place place) {
                return place.registry() + "/" + place.repository();
            }
        };
    }

    /** An object of any bucket, as text. */
    public WatchedObject watch(String bucket, String key) {
        String place = "s3://" + bucket + "/" + key;
        return new WatchedObject(place, known -> read(bucket, key, known), clock);
    }

    private Optional<WatchedObject.Version> read(String bucket, String key, Optional<String> known) {
        try (ResponseInputStream<GetObjectResponse> body = clients.s3()
                .getObject(it -> it.bucket(bucket).key(key).ifNoneMatch(known.orElse(null)))) {
            byte[] text = body.readNBytes(MOST_TEXT_BYTES + 1);
            if (text.length > MOST_TEXT_BYTES) {
                body.abort(); // the rest is of no use
                throw new AwsStateException(
                        "read s3://%s/%s: got %d bytes and more, wanted at most %d".formatted(bucket,
                                key, text.length, MOST_TEXT_BYTES));
            }
            return Optional.of(new WatchedObject.Version(body.response().eTag(),
                    new String(text, StandardCharsets.UTF_8)));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_MODIFIED) {
                return Optional.empty();
            }
            throw AwsStateException.of("read", "s3://" + bucket + "/" + key, e);
        } catch (SdkException e) {
            throw AwsStateException.of("read", "s3://" + bucket + "/" + key, e);
        } catch (IOException e) {
            throw new AwsStateException("read s3://%s/%s: got %s".formatted(bucket, key, e), e);
        }
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
