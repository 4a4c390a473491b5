package dev.crossdock.registry;

import dev.crossdock.registry.access.AccessControl;
import dev.crossdock.registry.admin.AdminServer;
import dev.crossdock.registry.api.RegistryApi;
import dev.crossdock.registry.collect.Collector;
import dev.crossdock.registry.collect.CollectorSettings;
import dev.crossdock.registry.collect.Schedule;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.guard.Guard;
import dev.crossdock.registry.jetty.JettyFront;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.settings.ListenAddress;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/** A running registry. */
public final class RegistryServer implements AutoCloseable {
    /** What was started, the latest first. */
    private final Deque<Part> parts = new ArrayDeque<>();
    private final JettyFront front;

    /** Something that ends when the registry does. */
    private interface Part extends AutoCloseable {
        @Override
        void close();
    }

    private RegistryServer(RegistrySettings settings) throws IOException {
        try {
            AccessControl access = AccessControl.of(settings.access(), InstantSource.system());
            ListenAddress address = settings.http().address();
            ContentSettings rules = settings.content().rules();
            CollectorSettings care = settings.content().collector();
            StorageDriver driver = open(settings.storage());
            parts.push(driver::close);
            Guard guard = Guard.exclusive(driver, Layout.EXTRAS);
            RegistryContent content = RegistryContent.on(driver, guard, Upkeep.immutable(rules));
            Notifications notifications = Notifications.start(settings.notifications().endpoints(), address.toString());
            parts.push(notifications::close);
            Collector collector = new Collector(driver, content, guard);
            if (settings.storage() instanceof StorageSettings.Filesystem(Path root)) {
                AdminServer admin = AdminServer.start(root, Upkeep.commands(driver, collector, care));
                parts.push(admin::close);
            }
            Schedule schedule = Schedule.start(collector, care);
            parts.push(schedule::close);
            this.front = JettyFront.start(settings.http(), new RegistryApi(content, notifications, access,
                    rules.deleteEnabled(), rules.readOnly()));
            parts.push(front::close);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Takes the root directory and the address; throws, and holds neither, where one of them is in use. */
    public static RegistryServer start(RegistrySettings settings) throws IOException {
        return new RegistryServer(settings);
    }

    static StorageDriver open(StorageSettings storage) {
        return switch (storage) {
            case StorageSettings.Filesystem(Path root) -> FilesystemDriver.open(root);
            case StorageSettings.S3 _ -> throw new IllegalArgumentException(
                    "storage.s3: this build has no driver for it: wanted storage.filesystem");
        };
    }

    /** The port that it listens on. */
    public int port() {
        return front.port();
    }

    /** Ends the requests in work, gives the endpoints a last while, and frees the root; all within named bounds. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
