package dev.crossdock.registry;

import dev.crossdock.registry.api.RegistryApi;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.jetty.JettyFront;
import dev.crossdock.registry.notifications.Notifications;
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
        return start(settings, FilesystemDriver.open(settings.root()));
    }

    /** On a driver that is open, and is closed with the server, or where the server cannot start. */
    static RegistryServer start(RegistrySettings settings, StorageDriver driver) throws IOException {
        Notifications notifications = Notifications.start(settings.endpoints(), settings.address().toString());
        try {
            RegistryApi api = new RegistryApi(RegistryContent.on(driver), notifications, settings.deleteEnabled());
            return new RegistryServer(driver, notifications, JettyFront.start(settings.address(), api));
        } catch (IOException | RuntimeException e) {
            notifications.close();
            driver.close();
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
