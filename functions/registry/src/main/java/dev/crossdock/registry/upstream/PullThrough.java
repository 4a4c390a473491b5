package dev.crossdock.registry.upstream;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.registry.content.Manifests;
import dev.crossdock.registry.content.Notes;
import dev.crossdock.registry.content.RegistryContent;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoredBody;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings here what is asked for and lies elsewhere. A tag is compared with its upstream's at every pull, by HEAD; while
 * the upstream is away, what is here is served as it is.
 */
public final class PullThrough implements AutoCloseable {
    /** Nothing lies elsewhere. */
    public static PullThrough none(RegistryContent content, StorageDriver driver) {
        return new PullThrough(List.of(), content, driver, Optional.empty(),
                InstantSource.system(), false);
    }

    /** The most referrers of one subject that are brought here. */
    static final int MAXIMUM_REFERRERS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(PullThrough.class);

    private final List<Mirror> mirrors;
    private final RegistryContent content;
    private final BlobFetches fetches;
    private final Map<Upstream, Absence> absences = new HashMap<>();
    private final Usage usage;
    private final KnownTags known;
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("upstream-expiry").daemon().factory());

    /**
     * In front of this content; of several mirrors whose prefix fits, the longest counts. Blobs on their way lie in this
     * folder, or where the machine keeps what is temporary. When what was asked for is not noted where all is read-only.
     */
    public PullThrough(List<Mirror> mirrors, RegistryContent content, StorageDriver driver, Optional<Path> spools,
            InstantSource clock, boolean isReadOnly) {
        this.mirrors = mirrors.stream()
                .sorted(Comparator.comparingInt((Mirror mirror) -> mirror.prefix().length()).reversed()).toList();
        this.content = content;
        this.fetches = new BlobFetches(content.uploads(), spools);
        this.usage = new Usage(new Notes(driver), clock, isReadOnly);
        this.known = new KnownTags(clock);
        mirrors.forEach(mirror -> absences.computeIfAbsent(mirror.upstream(),
                upstream -> new Absence(upstream.place(), clock)));
    }

    /** A repository here, whose images are another's. */
    private record Found(Mirror mirror, Repository here, Repository there) {
        Upstream upstream() {
            return mirror.upstream();
        }
    }

    private Optional<Found> found(Repository here) {
        for (Mirror mirror : mirrors) {
            Optional<Repository> there = mirror.there(here);
            if (there.isPresent()) {
                return Optional.of(new Found(mirror, here, there.get()));
            }
        }
        return Optional.empty();
    }

    /** Where the repository's images come from, for messages; empty where it is one of ours, and takes pushes. */
    public Optional<String> origin(Repository repository) {
        return found(repository).map(found -> found.upstream().place());
    }

    /**
     * Makes what is here what the upstream has. Throws {@link UpstreamException} where it has to be asked, cannot be, and
     * nothing is here to be served instead.
     */
    public void bring(Repository repository, TagOrDigest reference) {
        found(repository).ifPresent(found -> {
            Optional<Manifests.Found> here = content.manifests().find(repository, reference);
            Optional<Digest> wanted = switch (reference) {
                case Digest digest -> here.isPresent() ? Optional.empty() : Optional.of(digest);
                case Tag tag -> moved(found, tag, here.map(Manifests.Found::digest));
            };
            wanted.ifPresent(digest -> fetch(found, digest, reference));
            wanted.or(() -> here.map(Manifests.Found::digest)).ifPresent(digest -> usage.touch(repository, digest));
        });
    }

    /** What the tag says at its upstream, where that is not what is here. */
    private Optional<Digest> moved(Found found, Tag tag, Optional<Digest> here) {
        Function<Upstream, Optional<Descriptor>> question = upstream -> here.isPresent()
                ? upstream.glance(found.there, tag)
                : upstream.describe(found.there, tag);
        Optional<Descriptor> now;
        try {
            now = asked(found, question);
        } catch (UpstreamException e) {
            if (here.isEmpty()) {
                throw e;
            }
            if (e instanceof UpstreamException.Refused) {
                LOG.warn("compare {}:{} with {}: what is here is served: {}", found.here, tag,
                        found.upstream().place(), e.getMessage());
            }
            return Optional.empty();
        }
        if (now.isEmpty() && here.isPresent()) {
            content.tags().delete(found.here, tag);
        }
        return now.map(Descriptor::digest).filter(digest -> !here.equals(Optional.of(digest)));
    }

    /** By digest, so that what comes is what was meant; the tag is moved with it. */
    private void fetch(Found found, Digest digest, TagOrDigest reference) {
        List<Tag> tags = reference instanceof Tag tag ? List.of(tag) : List.of();
        Optional<Manifests.Found> here = content.manifests().find(found.here, digest);
        if (here.isPresent()) {
            content.manifests().keep(found.here, here.get().manifest(), digest, tags);
            return;
        }
        Optional<RawManifest> got = asked(found, upstream -> upstream.manifest(found.there, digest));
        got.ifPresent(raw -> content.manifests().keep(found.here, parsed(found, digest, raw), digest, tags));
    }

    /** The upstream's client has checked the digest; here it is checked again, where the bytes become ours (CVE-2026-85747). */
    private static Manifest parsed(Found found, Digest digest, RawManifest raw) {
        Digest got = Digest.of(digest.algorithm(), raw.bytes());
        if (!got.equals(digest)) {
            throw refused(found, digest, "got bytes of " + got, null);
        }
        try {
            return Manifest.parse(raw);
        } catch (MalformedManifestException e) {
            throw refused(found, digest, "got a manifest that cannot be read: " + e.getMessage(), e);
        }
    }

    private static UpstreamException refused(Found found, Digest digest, String got,
            @Nullable Throwable cause) {
        return new UpstreamException.Refused("fetch manifest %s of %s from %s: %s: nothing of it is kept".formatted(
                digest, found.there, found.upstream().place(), got), cause);
    }

    /** What the blob would be here; empty where it is none of an upstream's, or the upstream has none. */
    public Optional<Descriptor> describe(Repository repository, Digest digest) {
        return found(repository).flatMap(found -> asked(found, upstream -> upstream.size(found.there, digest))
                .map(size -> new Descriptor("application/octet-stream", digest, size)));
    }

    /** A part of a blob that {@link #describe} told of, as it comes from its upstream; it is here once all has come. */
    public StoredBody open(Repository repository, Descriptor blob, long offset, long length) throws IOException {
        Found found = found(repository).orElseThrow();
        return new StoredBody.StreamBody(fetches.read(repository, blob, new BlobFetches.Part(offset, length),
                () -> found.upstream().open(found.there, blob)), length);
    }

    /** The tags at the upstream, by character code; empty where the repository is ours, or its upstream cannot say. */
    public Optional<List<Tag>> tags(Repository repository) {
        return found(repository).flatMap(found -> known.find(repository).or(() -> {
            try {
                return Optional.of(known.remember(repository, asked(found, upstream -> upstream.tags(found.there))
                        .stream().sorted(Comparator.comparing(Tag::name)).toList()));
            } catch (UpstreamException _) {
                return Optional.empty();
            }
        }));
    }

    /** Brings the manifests that refer to the subject, as far as they can be had. */
    public void bringReferrers(Repository repository, Digest subject) {
        found(repository).ifPresent(found -> {
            try {
                asked(found, upstream -> upstream.referrers(found.there, subject)).stream().limit(MAXIMUM_REFERRERS)
                        .forEach(referrer -> bringOrTell(repository, referrer));
            } catch (UpstreamException e) {
                LOG.warn("bring the referrers of {} in {}: {}", subject, repository, e.getMessage());
            }
        });
    }

    /** Where one cannot be had, the next one may; while the upstream is away none can. */
    private void bringOrTell(Repository repository, Digest referrer) {
        try {
            bring(repository, referrer);
        } catch (UpstreamException.Refused e) {
            LOG.warn("bring referrer {} in {}: {}", referrer, repository, e.getMessage());
        }
    }

    private <T> T asked(Found found, Function<Upstream, T> question) {
        Absence absence = Objects.requireNonNull(absences.get(found.upstream()));
        Optional<UpstreamException.Away> away = absence.now();
        if (away.isPresent()) {
            throw away.get();
        }
        try {
            T answer = question.apply(found.upstream());
            absence.ended();
            return answer;
        } catch (UpstreamException.Away e) {
            absence.began(e);
            throw e;
        } finally {
            absence.asked();
        }
    }

    /** Forgets what nobody asked for longer than its mirror's time to live; blobs go with the next garbage collection. */
    public int expire() {
        return usage.expire(repository -> found(repository).flatMap(found -> found.mirror.ttl()),
                (repository, digest) -> content.manifests().delete(repository, digest, _ -> {
                    // what is only kept for a while is nobody's event
                }));
    }

    /** Does so every hour from now on. */
    public void forgetByTheClock() {
        long seconds = Usage.EXACTNESS.toSeconds();
        ScheduledFuture<?> _ = clockwork.scheduleWithFixedDelay(this::expireOrTell, seconds, seconds, TimeUnit.SECONDS);
    }

    private void expireOrTell() {
        try {
            expire();
        } catch (RuntimeException e) {
            LOG.error("forget what nobody asks for: {}: it is tried again in an hour", e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        clockwork.shutdown();
        fetches.close();
    }
}
