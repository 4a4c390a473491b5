package dev.crossdock.registry;

import dev.crossdock.registry.access.AccessControl;
import dev.crossdock.registry.api.RegistryApi;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.jetty.JettyFront;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.settings.ListenAddress;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.filesystem.FilesystemDriver;
import dev.crossdock.registry.upstream.Mirror;
import dev.crossdock.registry.upstream.PullThrough;
import dev.crossdock.registry.upstream.Upstream;
import dev.crossdock.registry.upstream.UpstreamSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;

/** A running registry. */
public final class RegistryServer implements AutoCloseable {
    private final StorageDriver driver;
    private final Notifications notifications;
    private final JettyFront front;
    private final PullThrough cache;

    private RegistryServer(StorageDriver driver, Notifications notifications, JettyFront front, PullThrough cache) {
        this.cache = cache;
        this.driver = driver;
        this.notifications = notifications;
        this.front = front;
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
        AccessControl access = AccessControl.of(settings.access(), InstantSource.system());
        ListenAddress address = settings.http().address();
        StorageDriver driver = open(settings.storage());
        Notifications notifications = Notifications.start(settings.notifications().endpoints(), address.toString());
        RegistryContent content = RegistryContent.on(driver);
        PullThrough cache = PullThrough.none(content, driver);
        try {
            cache = new PullThrough(settings.content().upstreams().stream()
                    .map(each -> new Mirror(each.prefix(), upstreams.apply(each), each.ttl())).toList(), content,
                    driver, InstantSource.system());
            RegistryApi api = new RegistryApi(content, cache, notifications, access,
                    settings.content().rules().deleteEnabled());
            return new RegistryServer(driver, notifications, JettyFront.start(settings.http(), api), cache);
        } catch (IOException | RuntimeException e) {
            cache.close();
            notifications.close();
            driver.close();
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

    /** The port that it listens on. */
    public int port() {
        return front.port();
    }

    /** Ends the requests in work, gives the endpoints a last while, and frees the root; all within named bounds. */
    @Override
    public void close() {
        front.close();
        cache.close();
        notifications.close();
        driver.close();
    }
}
