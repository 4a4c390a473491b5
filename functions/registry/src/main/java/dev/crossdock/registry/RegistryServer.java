package dev.crossdock.registry;

import dev.crossdock.registry.api.RegistryApi;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.jetty.JettyFront;
import dev.crossdock.registry.notifications.NotificationSettings;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.registry.notifications.outbox.Outbox;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import java.io.IOException;

/** A running registry. */
public final class RegistryServer implements AutoCloseable {
    private final StorageDriver driver;
    private final Notifications notifications;
    private final JettyFront front;

    private RegistryServer(StorageDriver driver, Notifications notifications, JettyFront front) {
        this.driver = driver;
        this.notifications = notifications;
        this.front = front;
    }

    /** Takes the root directory and the address; throws, and holds neither, where one of them is in use. */
    public static RegistryServer start(RegistrySettings settings) throws IOException {
        StorageDriver driver = FilesystemDriver.open(settings.root());
        try {
            RegistryContent content = RegistryContent.on(driver);
            Notifications notifications = Notifications.start(new NotificationSettings(settings.endpoints()),
                    new Notifications.Home(driver, Outbox.Tenancy.ALONE, new ContentHistory(content), settings
                            .address().toString()));
            return new RegistryServer(driver, notifications, front(settings, content, notifications));
        } catch (IOException | RuntimeException e) {
            driver.close();
            throw e;
        }
    }

    private static JettyFront front(RegistrySettings settings, RegistryContent content, Notifications notifications)
            throws IOException {
        try {
            return JettyFront.start(settings.address(), new RegistryApi(content, notifications, settings
                    .deleteEnabled()));
        } catch (IOException | RuntimeException e) {
            notifications.close();
            throw e;
        }
    }

    /** The port that it listens on. */
    public int port() {
        return front.port();
    }

    /** Ends the requests in work, gives the endpoints a last while, and frees the root; all within named bounds. */
    @Override
    public void close() {
        front.close();
        notifications.close();
        driver.close();
    }
}
