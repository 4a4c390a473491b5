package dev.crossdock.registry;

import dev.crossdock.registry.access.AccessControl;
import dev.crossdock.registry.admin.AdminServer;
import dev.crossdock.registry.api.RegistryApi;
import dev.crossdock.registry.collect.Collector;
import dev.crossdock.registry.collect.Schedule;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.guard.Guard;
import dev.crossdock.registry.jetty.JettyFront;
import dev.crossdock.registry.jetty.operation.DebugFront;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.registry.operation.Operation;
import dev.crossdock.registry.operation.metrics.Metrics;
import dev.crossdock.registry.notifications.outbox.Outbox.Tenancy;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import dev.crossdock.registry.upstream.Mirror;
import dev.crossdock.registry.upstream.PullThrough;
import dev.crossdock.registry.upstream.Upstream;
import dev.crossdock.registry.upstream.UpstreamSettings;
import dev.crossdock.storage.s3.S3Driver;
import dev.crossdock.storage.s3.S3Settings;
import dev.crossdock.registry.admin.AdminAnswer;
import dev.crossdock.registry.notifications.OutboxStatus;
import dev.crossdock.registry.operation.metrics.OutboxFigures;
import java.util.HashMap;
import java.util.Map;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;

/** A running registry. */
public final class RegistryServer implements AutoCloseable {
    /** What is to be ended, the last begun first. */
    private final Deque<Runnable> ends = new ArrayDeque<>();
    private final Operation operation;
    private final JettyFront front;
    private final Optional<DebugFront> debug;

    private RegistryServer(RegistrySettings settings, Function<UpstreamSettings, Upstream> upstreams)
            throws IOException {
        AccessControl access = AccessControl.of(settings.access(), InstantSource.system());
        ContentSettings rules = settings.content().rules();
        try {
            Metrics metrics = new Metrics();
            StorageDriver driver = metrics.counting(open(settings.storage()));
            ends.push(driver::close);
            this.operation = Operation.start(settings.operation(), metrics, driver, System.out);
            ends.push(operation::close);
            this.debug = debug(settings);
            Guard guard = guard(settings.storage(), driver);
            RegistryContent content = RegistryContent.on(driver, guard, Upkeep.immutable(rules));
            Tenancy tenancy = isOwned(settings.storage()) ? Tenancy.ALONE : Tenancy.SHARED;
            Notifications notifications = Notifications.start(settings.notifications(), new Notifications.Home(driver,
                    tenancy, new ContentHistory(content, tenancy), settings.http().address().toString(),
                    rules.readOnly()));
            ends.push(notifications::close);
            metrics.gauge("uploads_open", "Upload sessions that this process holds", content.uploads()::open);
            PullThrough cache = new PullThrough(settings.content().upstreams().stream()
                    .map(each -> new Mirror(each.prefix(), upstreams.apply(each), each.ttl())).toList(), content,
                    driver, spools(settings.storage()), InstantSource.system(), rules.readOnly());
            ends.push(cache::close);
            if (!rules.readOnly()
                    && settings.content().upstreams().stream().anyMatch(each -> each.ttl().isPresent())) {
                cache.forgetByTheClock();
            }
            Collector collector = new Collector(driver, content, guard, new ToldFarewells(notifications,
                    settings.http().address().toString()));
            metrics.collector(collector::figures);
            metrics.outbox(() -> figures(notifications.status()));
            care(settings, driver, collector, notifications);
            this.front = JettyFront.start(settings.http(), new RegistryApi(new RegistryApi.Parts(content, cache,
                    notifications, access, rules)), operation);
            ends.push(front::close);
        } catch (IOException | RuntimeException e) {
            end();
            throw e;
        }
    }

    static StorageDriver open(StorageSettings storage) {
        return switch (storage) {
            case StorageSettings.Filesystem(Path root) -> FilesystemDriver.open(root);
            case StorageSettings.S3(S3Settings bucket) -> S3Driver.open(bucket);
        };
    }

    /** Whether no other process writes there: then the names of lists are remembered. */
    private static boolean isOwned(StorageSettings storage) {
        return switch (storage) {
            case StorageSettings.Filesystem _ -> true;
            case StorageSettings.S3 _ -> false;
        };
    }

    /** Beside the content there is room for blobs, where it is a directory; temporary files may lie in memory. */
    private static Optional<Path> spools(StorageSettings storage) {
        return switch (storage) {
            case StorageSettings.Filesystem(Path root) -> Optional.of(root.resolve(Layout.EXTRAS.text(), "spool"));
            case StorageSettings.S3 _ -> Optional.empty();
        };
    }

    private static OutboxFigures figures(OutboxStatus status) {
        return new OutboxFigures(status.depth(), status.oldestAge(), status.attempts(), status.failures(),
                status.deadLetters());
    }

    static Guard guard(StorageSettings storage, StorageDriver driver) {
        return isOwned(storage) ? Guard.exclusive(driver, Layout.EXTRAS) : Guard.shared(driver, Layout.EXTRAS);
    }

    /** Collects by the clock, and for whoever asks this process to: the directory is its own. */
    private void care(RegistrySettings settings, StorageDriver driver, Collector collector,
            Notifications notifications) throws IOException {
        if (settings.storage() instanceof StorageSettings.Filesystem(Path root)) {
            Map<String, AdminAnswer> commands = new HashMap<>(Upkeep.commands(driver, collector,
                    settings.content()));
            commands.putAll(Upkeep.events(notifications.deadLetters(), settings.notifications()));
            ends.push(AdminServer.start(root, commands)::close);
        }
        ends.push(
                Schedule.start(collector, settings.content().scheduled(), settings.content().rules().purging())::close);
    }

    private Optional<DebugFront> debug(RegistrySettings settings) throws IOException {
        if (settings.operation().debug().isEmpty()) {
            return Optional.empty();
        }
        DebugFront started = DebugFront.start(settings.operation().debug().get(), operation);
        ends.push(started::close);
        return Optional.of(started);
    }

    /** Takes the root directory and the address; throws, and holds neither, where one of them is in use. */
    public static RegistryServer start(RegistrySettings settings) throws IOException {
        return start(settings, upstream -> {
            throw new IllegalArgumentException("%s: nobody said how it is asked".formatted(upstream.remote()));
        });
    }

    /** The same, which asks its upstreams so. */
    public static RegistryServer start(RegistrySettings settings, Function<UpstreamSettings, Upstream> upstreams)
            throws IOException {
        return new RegistryServer(settings, upstreams);
    }

    /** The port that it listens on. */
    public int port() {
        return front.port();
    }

    /** The port of the debug listener, where there is one. */
    public Optional<Integer> debugPort() {
        return debug.map(DebugFront::port);
    }

    /**
     * Is unready first, then ends the requests in work, gives the endpoints a last while, and frees the root; all within
     * named bounds.
     */
    @Override
    public void close() {
        operation.drain();
        end();
    }

    /** What one part throws holds up no other: the root has to be free in any case. */
    private void end() {
        try {
            if (!ends.isEmpty()) {
                ends.pop().run();
            }
        } finally {
            if (!ends.isEmpty()) {
                end();
            }
        }
    }
}
