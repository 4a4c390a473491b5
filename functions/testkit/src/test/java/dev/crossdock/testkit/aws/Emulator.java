package dev.crossdock.testkit.aws;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.elasticmq.util.NowProvider;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import scala.Option;

/**
 * ElasticMQ and S3Proxy in this process. S3Proxy creates an object once where {@code If-None-Match: *} asks for it, also
 * in a race; nothing of crossdock uses {@code If-Match}, which it gets wrong.
 */
final class Emulator implements Backend {
    private static final String REGION = "us-east-1";
    private static final String KEY = "emulator";
    private static final String SECRET = "emulator-secret";

    private final ActorSystem actors;
    private final SQSRestServer queues;
    private final S3Proxy objects;

    /** Queues go by the clock of this machine. */
    Emulator() {
        this(new NowProvider());
    }

    /**
     * What was received is hidden until the given clock says so. ElasticMQ enters what is sent by the machine's clock all
     * the same: it can be received at once, however long it was to be delayed.
     */
    static Emulator on(InstantSource clock) {
        return new Emulator(new Now(clock));
    }

    private Emulator(NowProvider now) {
        this.actors = ActorSystem.create("sqs", ConfigFactory.parseString("pekko.loglevel = ERROR\n"
                + "pekko.stdout-loglevel = ERROR\npekko.daemonic = on\npekko.log-dead-letters = off")
                .withFallback(ConfigFactory.load()));
        ActorRef manager = actors.actorOf(Props.create(QueueManagerActor.class,
                () -> new QueueManagerActor(now, StrictSQSLimits$.MODULE$, Option.empty())));
        this.queues = SQSRestServerBuilder.withActorSystem(actors).withQueueManagerActor(manager)
                .withInterface("127.0.0.1").withDynamicPort().start();
        queues.waitUntilStarted();
        this.objects = S3Proxy.builder().blobStore(new TransientNio2BlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET).build();
        startObjects();
    }

    private void startObjects() {
        try {
            objects.start();
        } catch (Exception e) {
            throw new IllegalStateException("start S3Proxy: " + e, e);
        }
    }

    /** The given clock, so far ahead that all that is sent lies before it. */
    private static final class Now extends NowProvider {
        private static final Duration AHEAD = Duration.ofDays(1);

        private final InstantSource clock;
        private final long ahead;

        Now(InstantSource clock) {
            this.clock = clock;
            this.ahead = System.currentTimeMillis() + AHEAD.toMillis() - clock.millis();
        }

        @Override
        public long nowMillis() {
            return clock.millis() + ahead;
        }

        @Override
        public OffsetDateTime now() {
            return Instant.ofEpochMilli(nowMillis()).atOffset(ZoneOffset.UTC);
        }
    }

    @Override
    public AwsEndpoint sqs() {
        return at(queues.waitUntilStarted().localAddress().getPort());
    }

    @Override
    public AwsEndpoint s3() {
        return at(objects.getPort());
    }

    private static AwsEndpoint at(int port) {
        return new AwsEndpoint(URI.create("http://127.0.0.1:" + port), REGION, KEY, SECRET);
    }

    @Override
    public String description() {
        return "emulator (ElasticMQ and S3Proxy in process)";
    }

    @Override
    public void close() {
        queues.stopAndWait();
        actors.terminate();
        try {
            objects.stop();
        } catch (Exception e) {
            throw new IllegalStateException("stop S3Proxy: " + e, e);
        }
    }
}
