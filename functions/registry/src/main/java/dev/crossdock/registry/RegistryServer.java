package dev.crossdock.registry;

import dev.crossdock.registry.access.AccessControl;
import dev.crossdock.registry.api.RegistryApi;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.jetty.JettyFront;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.settings.ListenAddress;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import dev.crossdock.storage.s3.S3Driver;
import dev.crossdock.storage.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

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
        AccessControl access = AccessControl.of(settings.access(), InstantSource.system());
        ListenAddress address = settings.http().address();
        StorageDriver driver = open(settings.storage());
        Notifications notifications = Notifications.start(settings.notifications().endpoints(), address.toString());
        try {
            RegistryApi api = new RegistryApi(RegistryContent.on(driver), notifications, access,
                    settings.content().rules().deleteEnabled());
            return new RegistryServer(driver, notifications, JettyFront.start(settings.http(), api));
        } catch (IOException | RuntimeException e) {
            notifications.close();
            driver.close();
            throw e;
        }
    }

    private static StorageDriver open(StorageSettings storage) {
        return switch (storage) {
            case StorageSettings.Filesystem(Path root) -> FilesystemDriver.open(root);
            case StorageSettings.S3(S3Settings bucket) -> S3Driver.open(bucket);
        };
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
