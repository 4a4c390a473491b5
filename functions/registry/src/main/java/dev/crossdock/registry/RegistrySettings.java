package dev.crossdock.registry;

import dev.crossdock.registry.access.AccessSettings;
import dev.crossdock.registry.collect.CollectorSettings;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.jetty.HttpSettings;
import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.registry.notifications.NotificationSettings;
import dev.crossdock.registry.operation.OperationSettings;
import dev.crossdock.registry.upstream.UpstreamSettings;
import dev.crossdock.settings.ListenAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a registry is started with.
 *
 * @param storage       where its content lies
 * @param http          how it is reached
 * @param access        who is let in
 * @param content       what may become of the content
 * @param notifications who is told of every change
 * @param operation     what its operator sees
 */
public record RegistrySettings(StorageSettings storage, HttpSettings http, AccessSettings access, Content content,
        NotificationSettings notifications, OperationSettings operation) {
    /** On a directory, open to everybody, run quietly; all else is as distribution has it where nothing is configured. */
    public RegistrySettings(ListenAddress address, Path root, boolean deleteEnabled,
            List<EndpointSettings> endpoints) {
        this(new StorageSettings.Filesystem(root), HttpSettings.plain(address), AccessSettings.OPEN,
                Content.USUAL.with(ContentSettings.USUAL.deletable(deleteEnabled)),
                new NotificationSettings(endpoints), OperationSettings.QUIET);
    }

    /** On a free port of the loopback address, with deletion, telling nobody. */
    public static RegistrySettings onFreePort(Path root) {
        return new RegistrySettings(new ListenAddress("127.0.0.1", 0), root, true, List.of());
    }

    /** The same, kept elsewhere. */
    public RegistrySettings with(StorageSettings newStorage) {
        return new RegistrySettings(newStorage, http, access, content, notifications, operation);
    }

    /** The same, reached in another way. */
    public RegistrySettings with(HttpSettings newHttp) {
        return new RegistrySettings(storage, newHttp, access, content, notifications, operation);
    }

    /** The same for other people. */
    public RegistrySettings with(AccessSettings newAccess) {
        return new RegistrySettings(storage, http, newAccess, content, notifications, operation);
    }

    /** The same with other rules for its content. */
    public RegistrySettings with(Content newContent) {
        return new RegistrySettings(storage, http, access, newContent, notifications, operation);
    }

    /** The same, telling others. */
    public RegistrySettings with(NotificationSettings newNotifications) {
        return new RegistrySettings(storage, http, access, content, newNotifications, operation);
    }

    /** The same, watched in another way. */
    public RegistrySettings with(OperationSettings newOperation) {
        return new RegistrySettings(storage, http, access, content, notifications, newOperation);
    }

    /**
     * What may become of the content.
     *
     * @param rules     for whoever changes it
     * @param collector for what nothing refers to
     * @param upstreams whose images are served here, each under another prefix
     */
    public record Content(ContentSettings rules, CollectorSettings collector, List<UpstreamSettings> upstreams) {
        /** Distribution's, where nothing is configured. */
        public static final Content USUAL = new Content(ContentSettings.USUAL, CollectorSettings.USUAL, List.of());

        /** Copies the list in. */
        public Content {
            upstreams = List.copyOf(upstreams);
        }

        /**
         * How garbage is collected without being asked. Where nobody says how often, but an upstream's images are kept
         * for a while only, their blobs go daily; what else is configured waits to be asked for.
         */
        CollectorSettings scheduled() {
            boolean isKeptForAWhile = upstreams.stream().anyMatch(upstream -> upstream.ttl().isPresent());
            return collector.interval().isPresent() || !isKeptForAWhile
                    ? collector
                    : new CollectorSettings(collector.grace(), Optional.of(Duration.ofDays(1)), false,
                            Optional.empty());
        }

        /** The same under other rules. */
        public Content with(ContentSettings newRules) {
            return new Content(newRules, collector, upstreams);
        }
    }
}
