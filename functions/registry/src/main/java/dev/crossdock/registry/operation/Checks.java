package dev.crossdock.registry.operation;

import dev.crossdock.registry.operation.HealthSettings.FileCheck;
import dev.crossdock.registry.operation.HealthSettings.HttpCheck;
import dev.crossdock.registry.operation.HealthSettings.TcpCheck;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kinds of checks that a configuration may name, as distribution does. */
final class Checks {
    /** By which distribution's answers name the check of the storage, with the driver's name behind. */
    static final String STORAGE = "storagedriver";
    private static final StoragePath LOOKED_AT = new StoragePath("docker/registry/v2");

    private Checks() {}

    static List<WatchedCheck> of(HealthSettings settings, StorageDriver driver) {
        List<WatchedCheck> checks = new ArrayList<>();
        settings.storage().ifPresent(schedule -> checks.add(new WatchedCheck(STORAGE, schedule, storage(driver))));
        settings.files().forEach(check -> checks.add(new WatchedCheck(check.file().toString(), check.schedule(),
                file(check))));
        settings.https().forEach(check -> checks.add(new WatchedCheck(check.name(), check.schedule(), http(check))));
        settings.tcps().forEach(check -> checks.add(new WatchedCheck(check.host() + ":" + check.port(),
                check.schedule(), tcp(check))));
        return checks;
    }

    /** A storage that holds nothing yet is well. */
    static Check storage(StorageDriver driver) {
        return () -> {
            driver.stat(LOOKED_AT);
            return Optional.empty();
        };
    }

    static Check file(FileCheck check) {
        return () -> Files.exists(check.file()) ? Optional.of("the file is there") : Optional.empty();
    }

    static Check http(HttpCheck check) {
        return () -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(check.address()).timeout(check.timeout())
                    .method("HEAD", HttpRequest.BodyPublishers.noBody());
            check.headers().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
            try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(check.timeout()).followRedirects(HttpClient.Redirect.NEVER).build()) {
                int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
                return status == check.status()
                        ? Optional.empty()
                        : Optional.of("HEAD: got status %d, wanted %d".formatted(status, check.status()));
            }
        };
    }

    static Check tcp(TcpCheck check) {
        return () -> {
            InetSocketAddress address = new InetSocketAddress(check.host(), check.port());
            if (address.isUnresolved()) {
                return Optional.of("the host's name has no address");
            }
            try (Socket socket = new Socket()) {
                socket.connect(address, Math.toIntExact(check.timeout().toMillis()));
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of("connect: " + e.getMessage());
            }
        };
    }
}
