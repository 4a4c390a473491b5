package dev.crossdock.registry;

import dev.crossdock.registry.admin.AdminServer;
import dev.crossdock.registry.api.RegistryApi;
import dev.crossdock.registry.collect.Collector;
import dev.crossdock.registry.collect.CollectorSettings;
import dev.crossdock.registry.collect.Schedule;
import dev.crossdock.registry.content.Layout;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.guard.Guard;
import dev.crossdock.registry.guard.ImmutableTags;
import dev.crossdock.registry.jetty.JettyFront;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.io.IOException;
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

    /** What the registry does with its content by itself. */
    record Care(CollectorSettings collector, ImmutableTags immutable, boolean isReadOnly) {
        /** Nothing, unless it is asked. */
        static final Care USUAL = new Care(CollectorSettings.USUAL, ImmutableTags.NONE, false);
    }

    private RegistryServer(RegistrySettings settings, Care care) throws IOException {
        try {
            StorageDriver driver = FilesystemDriver.open(settings.root());
            parts.push(driver::close);
            Guard guard = Guard.exclusive(driver, Layout.EXTRAS);
            RegistryContent content = RegistryContent.on(driver, guard, care.immutable());
            Notifications notifications = Notifications.start(settings.endpoints(), settings.address().toString());
            parts.push(notifications::close);
            Collector collector = new Collector(driver, content, guard);
            AdminServer admin = AdminServer.start(settings.root(), Upkeep.commands(driver, collector, care.collector()));
            parts.push(admin::close);
            Schedule schedule = Schedule.start(collector, care.collector());
            parts.push(schedule::close);
            this.front = JettyFront.start(settings.address(), new RegistryApi(content, notifications,
                    settings.deleteEnabled(), care.isReadOnly()));
            parts.push(front::close);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Takes the root directory and the address; throws, and holds neither, where one of them is in use. */
    public static RegistryServer start(RegistrySettings settings) throws IOException {
        return start(settings, Care.USUAL);
    }

    static RegistryServer start(RegistrySettings settings, Care care) throws IOException {
        return new RegistryServer(settings, care);
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
