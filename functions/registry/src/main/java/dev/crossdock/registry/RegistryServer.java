package dev.crossdock.registry;

import dev.crossdock.registry.access.AccessControl;
import dev.crossdock.registry.api.RegistryApi;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.jetty.JettyFront;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.registry.notifications.outbox.Outbox.Tenancy;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.filesystem.FilesystemDriver;
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
        StorageDriver driver = open(settings.storage());
        try {
            RegistryContent content = RegistryContent.on(driver);
            Tenancy tenancy = tenancy(settings.storage());
            Notifications notifications = Notifications.start(settings.notifications(), new Notifications.Home(driver,
                    tenancy, new ContentHistory(content, tenancy), settings.http().address().toString()));
            RegistryApi api = new RegistryApi(content, notifications, access, settings.content().rules()
                    .deleteEnabled());
            return new RegistryServer(driver, notifications, front(settings, api, notifications));
        } catch (IOException | RuntimeException e) {
            driver.close();
            throw e;
        }
    }

    private static JettyFront front(RegistrySettings settings, RegistryApi api, Notifications notifications)
            throws IOException {
        try {
            return JettyFront.start(settings.http(), api);
        } catch (IOException | RuntimeException e) {
            notifications.close();
            throw e;
        }
    }

    private static StorageDriver open(StorageSettings storage) {
        return switch (storage) {
            case StorageSettings.Filesystem(Path root) -> FilesystemDriver.open(root);
            case StorageSettings.S3 _ -> throw new IllegalArgumentException(
                    "storage.s3: this build has no driver for it: wanted storage.filesystem");
        };
    }

    private static Tenancy tenancy(StorageSettings storage) {
        return switch (storage) {
            case StorageSettings.Filesystem _ -> Tenancy.ALONE;
            case StorageSettings.S3 _ -> Tenancy.SHARED;
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
