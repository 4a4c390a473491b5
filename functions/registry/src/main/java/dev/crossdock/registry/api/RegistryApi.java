package dev.crossdock.registry.api;

import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Repository;
import dev.crossdock.registry.access.AccessControl;
import dev.crossdock.registry.access.AccessRequest;
import dev.crossdock.registry.access.AccessRequest.Wanted;
import dev.crossdock.registry.access.Action;
import dev.crossdock.registry.access.Decision;
import dev.crossdock.registry.access.Identity;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.registry.guard.CondemnedException;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.registry.notifications.RegistryEvent;
import dev.crossdock.registry.upstream.PullThrough;
import dev.crossdock.registry.upstream.UpstreamException;
import dev.crossdock.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests of the distribution API. */
public final class RegistryApi {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryApi.class);
    private static final String FAILED = "{} {}: {}";
    private static final String RETRY_SECONDS = "5";

    private static final List<String> READING = List.of("GET", "HEAD");
    private static final String CONDEMNED_RETRY_SECONDS = "60";

    private final AccessControl access;
    private final BlobRoutes blobs;
    private final UploadRoutes uploads;
    private final ManifestRoutes manifests;
    private final ListRoutes lists;
    private final ReferrersRoute referrers;
    private final Elsewhere elsewhere;
    private final boolean isReadOnly;

    /**
     * What an API is made of.
     *
     * @param content       what is here
     * @param cache         what lies elsewhere
     * @param notifications who is told of changes
     * @param access        who is let in
     * @param rules         for whoever changes the content
     */
    public record Parts(RegistryContent content, PullThrough cache, Notifications notifications, AccessControl access,
            ContentSettings rules) {}

    /** An API of these parts. */
    public RegistryApi(Parts parts) {
        RegistryContent content = parts.content();
        this.access = parts.access();
        this.isReadOnly = parts.rules().readOnly();
        this.elsewhere = new Elsewhere(parts.cache());
        Deletion deletion = new Deletion(parts.rules().deleteEnabled());
        this.blobs = new BlobRoutes(content.blobs(), elsewhere, parts.notifications(), deletion);
        this.uploads = new UploadRoutes(content, parts.notifications());
        this.manifests = new ManifestRoutes(content, parts.notifications(), deletion,
                parts.rules().manifests());
        this.lists = new ListRoutes(content, parts.cache(), parts.rules().pages());
        this.referrers = new ReferrersRoute(content.referrers());
    }

    /**
     * Throws IOException only where the request's body could not be read: then nobody waits for an answer.
     *
     * @param letIn is told as whom the client was let in, if it was
     */
    public RegistryResponse answer(RegistryRequest request, Consumer<Identity> letIn) throws IOException {
        RegistryResponse answer;
        try {
            answer = routed(request, letIn);
        } catch (RefusedException e) {
            answer = e.response();
        } catch (UpstreamException e) {
            answer = Elsewhere.refusal(e).response();
        } catch (CondemnedException e) {
            answer = new RefusedException(ErrorCode.UNAVAILABLE, String.valueOf(e.getMessage())).response()
                    .with("Retry-After", CONDEMNED_RETRY_SECONDS);
        } catch (StorageException e) {
            note(request, e);
            answer = failed(e.kind());
        } catch (MalformedManifestException e) {
            LOG.error(FAILED, request.method(), shown(request), e.getMessage(), e);
            answer = failed(StorageException.Kind.FAILED);
        }
        return answer.with("Docker-Distribution-Api-Version", "registry/2.0");
    }

    /** What a client mends by itself needs no trace. */
    private static void note(RegistryRequest request, StorageException failure) {
        if (failure.kind() == StorageException.Kind.FAILED) {
            LOG.error(FAILED, request.method(), shown(request), failure.getMessage(), failure);
        } else {
            LOG.warn(FAILED, request.method(), shown(request), failure.getMessage());
        }
    }

    private static String shown(RegistryRequest request) {
        return request.path().replaceAll("\\p{Cntrl}", "?");
    }

    /** What a client can do where the storage failed; what happened is for the log alone. */
    private static RegistryResponse failed(StorageException.Kind kind) {
        return switch (kind) {
            case FAILED -> new RefusedException(ErrorCode.UNKNOWN, "the storage failed: see the registry's log")
                    .response();
            case BUSY -> unavailable("the storage has too much to do: try again in a while");
            case SESSION_CHANGED -> new RefusedException(ErrorCode.RANGE_INVALID, "another request wrote to this "
                    + "upload at the same time: ask how far it is, and go on from there").response();
            case SESSION_LOST -> new RefusedException(ErrorCode.UPLOAD_UNKNOWN, "what was uploaded so far is lost: "
                    + "begin again").response();
        };
    }

    /** The answer to a request that the engine could not even read. */
    public static RegistryResponse unreadable(int status) {
        ErrorCode error = switch (status) {
            case 400 -> ErrorCode.NAME_INVALID;
            case 404 -> ErrorCode.NOT_FOUND;
            default -> ErrorCode.UNKNOWN;
        };
        RegistryResponse answer = new RefusedException(error,
                "the address or a header is none that can be meant here").response();
        return new RegistryResponse(status, answer.headers(), answer.body());
    }

    /** The answer of a registry that is not well, or about to end. */
    public static RegistryResponse unavailable(String why) {
        return new RefusedException(ErrorCode.UNAVAILABLE, why,
                List.of(new RegistryResponse.Header("Retry-After", RETRY_SECONDS))).response();
    }

    /** Access is decided before anything else: a refusal cannot depend on what is there. */
    private RegistryResponse routed(RegistryRequest request, Consumer<Identity> letIn) throws IOException {
        Route route = Route.of(request.path());
        if (route instanceof Route.Alive) {
            return alive(request);
        }
        if (request.method().equals("OPTIONS")) { // browsers ask so before they send credentials
            return RegistryResponse.empty(200).with("Allow", allowed(route));
        }
        return switch (access.decide(asked(route, request))) {
            case Decision.Granted granted -> {
                letIn.accept(granted.identity());
                yield routed(route, request, granted);
            }
            case Decision.Issued(String token, Duration life) -> issued(request, token, life);
            case Decision.Challenge(String header, String reason) -> throw new RefusedException(ErrorCode.UNAUTHORIZED,
                    reason, List.of(new RegistryResponse.Header("WWW-Authenticate", header)));
            case Decision.Denied(String reason) -> throw new RefusedException(ErrorCode.DENIED, reason);
            case Decision.Throttled(Duration wait) -> throw new RefusedException(ErrorCode.TOO_MANY_REQUESTS,
                    "too many log-ins at once, or too many that failed", List.of(new RegistryResponse.Header(
                            "Retry-After", String.valueOf(Math.max(1, wait.plusMillis(999).toSeconds())))));
            case Decision.Unknown _ -> throw new RefusedException(ErrorCode.NOT_FOUND, "no tokens are issued here");
        };
    }

    private RegistryResponse routed(Route of, RegistryRequest request, Decision.Granted granted) throws IOException {
        if (isReadOnly && !READING.contains(request.method())) {
            throw new RefusedException(ErrorCode.UNSUPPORTED, "the registry is read-only: "
                    + "storage.maintenance.readonly.enabled is true in its config.yml");
        }
        elsewhere.before(of, request);
        return switch (of) {
            case Route.Alive _ -> alive(request);
            case Route.Version _,Route.Ticket _ -> version(request);
            case Route.Repositories route -> lists.answer(route, request, granted);
            case Route.RepositoryAt route -> manifests.answer(route, request, granted);
            case Route.TagList route -> lists.answer(route, request);
            case Route.ManifestAt route -> manifests.answer(route, request, granted);
            case Route.BlobAt route -> blobs.answer(route, request, granted.identity());
            case Route.NewUpload route -> uploads.answer(route, request, granted);
            case Route.UploadAt route -> uploads.answer(route, request, granted.identity());
            case Route.ReferrersOf route -> referrers.answer(route, request);
        };
    }

    private static String allowed(Route of) {
        return switch (of) {
            case Route.Alive _,Route.Version _,Route.Ticket _,Route.Repositories _ -> "GET, HEAD";
            case Route.TagList _,Route.ReferrersOf _ -> "GET, HEAD";
            case Route.RepositoryAt _ -> "DELETE";
            case Route.ManifestAt _ -> "GET, HEAD, PUT, DELETE";
            case Route.BlobAt _ -> "GET, HEAD, DELETE";
            case Route.NewUpload _ -> "POST";
            case Route.UploadAt _ -> "GET, PATCH, PUT, DELETE";
        };
    }

    private static AccessRequest asked(Route route, RegistryRequest request) {
        return new AccessRequest(wanted(route, request), request.header("Authorization"), request.host(),
                request.header("Host").orElse(""), request.base());
    }

    private static Wanted wanted(Route of, RegistryRequest request) {
        return switch (of) {
            case Route.Alive _,Route.Version _ -> new Wanted.Presence();
            case Route.Ticket _ -> new Wanted.Ticket();
            case Route.Repositories _ -> new Wanted.Catalog();
            case Route.TagList route -> use(route.repository(), Action.PULL);
            case Route.ReferrersOf route -> use(route.repository(), Action.PULL);
            case Route.ManifestAt route -> use(route.repository(), action(request));
            case Route.BlobAt route -> use(route.repository(), action(request));
            case Route.NewUpload route -> new Wanted.Use(route.repository(), Action.PUSH,
                    UploadRoutes.from(request.parameters()));
            case Route.UploadAt route -> use(route.repository(), Action.PUSH);
            case Route.RepositoryAt route -> use(route.repository(), Action.DELETE);
        };
    }

    private static Wanted use(Repository repository, Action action) {
        return new Wanted.Use(repository, action, Optional.empty());
    }

    private static Action action(RegistryRequest request) {
        return switch (request.method()) {
            case "GET", "HEAD" -> Action.PULL;
            case "DELETE" -> Action.DELETE;
            default -> Action.PUSH;
        };
    }

    /** As docker's clients want it from any server of tokens. */
    private static RegistryResponse issued(RegistryRequest request, String token, Duration life) {
        onlyGet(request);
        return RegistryResponse.of(200, "application/json",
                "{\"token\":\"%s\",\"access_token\":\"%s\",\"expires_in\":%d}".formatted(token, token, life.toSeconds())
                        .getBytes(StandardCharsets.US_ASCII))
                .with("Cache-Control", "no-store");
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

    static RegistryEvent.Cause cause(RegistryRequest request, Identity identity) {
        return new RegistryEvent.Cause(request.address(), request.base(), request.method(), request.header("User-Agent")
                .orElse(""), identity.name());
    }
}
