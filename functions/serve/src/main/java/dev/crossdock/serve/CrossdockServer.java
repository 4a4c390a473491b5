package dev.crossdock.serve;

import dev.crossdock.event.EventReader;
import dev.crossdock.replication.Observer;
import dev.crossdock.settings.CrossdockSettings;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;

/** One {@code crossdock serve}: the steps, and the HTTP side in front of them. */
public final class CrossdockServer implements AutoCloseable {
    private final Replicator replicator;
    private final ApplicationContext context;
    private final EmbeddedServer server;

    private CrossdockServer(Replicator replicator, ApplicationContext context) {
        this.replicator = replicator;
        this.context = context;
        this.server = context.getBean(EmbeddedServer.class);
    }

    /**
     * Starts; when it returns, notifications are taken. Throws
     * {@link dev.crossdock.replication.embedded.StateInUseException} where another process has the state folder, and
     * IllegalStateException where the address cannot be listened on.
     */
    public static CrossdockServer start(CrossdockSettings settings) {
        return start(settings, Observer.NONE);
    }

    /** The same, with somebody who hears what the steps do. */
    public static CrossdockServer start(CrossdockSettings settings, Observer observer) {
        Metrics metrics = new Metrics(observer);
        Replicator replicator = new Replicator(settings, metrics);
        try {
            CrossdockServer started = new CrossdockServer(replicator, context(settings, replicator, metrics));
            started.server.start();
            return started;
        } catch (RuntimeException e) {
            replicator.close();
            throw new IllegalStateException("cannot listen on %s: %s".formatted(settings.listen(), rootMessage(e)), e);
        }
    }

    /** Micronaut takes its properties from here and from nowhere else: no file, no environment, no system property. */
    private static ApplicationContext context(CrossdockSettings settings, Replicator replicator, Metrics metrics) {
        String host = settings.listen().host();
        Map<String, Object> properties = Map.of("micronaut.server.host", host.isEmpty() ? "0.0.0.0" : host,
                "micronaut.server.port", settings.listen().port() == 0 ? -1 : settings.listen().port(),
                "micronaut.server.max-request-size", EventReader.MAXIMUM_BODY_BYTES,
                "micronaut.server.netty.max-header-size", 16 << 10, "micronaut.server.date-header", false,
                "micronaut.application.name", "crossdock");
        return ApplicationContext.builder().deduceEnvironment(false).bootstrapEnvironment(false).banner(false)
                .environmentPropertySource(false).enableDefaultPropertySources(false).properties(properties)
                .singletons(replicator, metrics).build().start();
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** The port it listens on, also where any free one was asked for. */
    public int port() {
        return server.getPort();
    }

    /** Takes nothing new, lets what runs come to a checkpoint, and lets go of the state. */
    @Override
    public void close() {
        context.close();
        replicator.close();
    }
}
