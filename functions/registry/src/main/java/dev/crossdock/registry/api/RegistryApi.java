package dev.crossdock.registry.api;

import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.guard.CondemnedException;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.registry.notifications.RegistryEvent;
import dev.crossdock.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests of the distribution API. */
public final class RegistryApi {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryApi.class);

    private static final List<String> READING = List.of("GET", "HEAD");
    private static final String RETRY_SECONDS = "60";

    private final BlobRoutes blobs;
    private final UploadRoutes uploads;
    private final ManifestRoutes manifests;
    private final ListRoutes lists;
    private final ReferrersRoute referrers;
    private final boolean isReadOnly;

    /** An API over this content, which tells of its changes. */
    public RegistryApi(RegistryContent content, Notifications notifications, boolean isDeletionEnabled) {
        this(content, notifications, isDeletionEnabled, false);
    }

    /** The same, which may refuse every change. */
    public RegistryApi(RegistryContent content, Notifications notifications, boolean isDeletionEnabled,
            boolean isReadOnly) {
        this.isReadOnly = isReadOnly;
        Deletion deletion = new Deletion(isDeletionEnabled);
        this.blobs = new BlobRoutes(content.blobs(), deletion);
        this.uploads = new UploadRoutes(content.uploads(), content.blobs());
        this.manifests = new ManifestRoutes(content, notifications, deletion);
        this.lists = new ListRoutes(content);
        this.referrers = new ReferrersRoute(content.referrers());
    }

    /** Throws IOException only where the request's body could not be read: then nobody waits for an answer. */
    public RegistryResponse answer(RegistryRequest request) throws IOException {
        RegistryResponse answer;
        try {
            answer = routed(request);
        } catch (RefusedException e) {
            answer = e.response();
        } catch (CondemnedException e) {
            answer = new RefusedException(ErrorCode.UNAVAILABLE, String.valueOf(e.getMessage())).response()
                    .with("Retry-After", RETRY_SECONDS);
        } catch (StorageException | MalformedManifestException e) {
            LOG.error("{} {}: {}", request.method(), request.path().replaceAll("\\p{Cntrl}", "?"), e.getMessage(), e);
            answer = new RefusedException(ErrorCode.UNKNOWN, "the storage failed: see the registry's log").response();
        }
        return answer.with("Docker-Distribution-Api-Version", "registry/2.0").with("X-Content-Type-Options",
                "nosniff");
    }

    /** The answer to a request that the engine could not even read. */
    public static RegistryResponse unreadable(int status) {
        ErrorCode error = status == ErrorCode.NAME_INVALID.status() ? ErrorCode.NAME_INVALID : ErrorCode.UNKNOWN;
        RegistryResponse answer = new RefusedException(error,
                "the address or a header is none that can be meant here").response();
        return new RegistryResponse(status, answer.headers(), answer.body());
    }

    private RegistryResponse routed(RegistryRequest request) throws IOException {
        if (isReadOnly && !READING.contains(request.method())) {
            throw new RefusedException(ErrorCode.UNSUPPORTED, "the registry is read-only: "
                    + "storage.maintenance.readonly.enabled is true in its config.yml");
        }
        return switch (Route.of(request.path())) {
            case Route.Alive alive -> alive(request);
            case Route.Version version -> version(request);
            case Route.Repositories route -> lists.answer(route, request);
            case Route.RepositoryAt route -> manifests.answer(route, request);
            case Route.TagList route -> lists.answer(route, request);
            case Route.ManifestAt route -> manifests.answer(route, request);
            case Route.BlobAt route -> blobs.answer(route, request);
            case Route.NewUpload route -> uploads.answer(route, request);
            case Route.UploadAt route -> uploads.answer(route, request);
            case Route.ReferrersOf route -> referrers.answer(route, request);
        };
    }

    private static RegistryResponse alive(RegistryRequest request) {
        onlyGet(request);
        return RegistryResponse.empty(200);
    }

    private static RegistryResponse version(RegistryRequest request) {
        onlyGet(request);
        return RegistryResponse.of(200, "application/json", "{}".getBytes(StandardCharsets.US_ASCII));
    }

    static void onlyGet(RegistryRequest request) {
        if (!READING.contains(request.method())) {
            throw unsupported(request, "GET, HEAD");
        }
    }

    static RefusedException unsupported(RegistryRequest request, String allowed) {
        return new RefusedException(ErrorCode.UNSUPPORTED, "wanted one of " + allowed,
                List.of(new RegistryResponse.Header("Allow", allowed)));
    }

    static RegistryEvent.Cause cause(RegistryRequest request) {
        return new RegistryEvent.Cause(request.address(), request.header("Host").orElse(""), request.method(),
                request.header("User-Agent").orElse(""));
    }
}
