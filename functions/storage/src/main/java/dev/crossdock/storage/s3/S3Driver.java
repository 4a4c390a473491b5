package dev.crossdock.storage.s3;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.storage.StoredStat;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Keeps objects in a bucket, which many processes may share: nothing about it is remembered here. Every write is durable
 * once S3 has answered, whatever the {@link Durability}.
 */
public final class S3Driver implements StorageDriver {
    /** Where a registry keeps all it has: what others begin elsewhere in the bucket is not ours to abort. */
    private static final StoragePath SWEPT = new StoragePath("docker/registry/v2");
    /** How long an upload waits for memory that others hold; its client is told to come again only then. */
    private static final Duration WAIT_FOR_MEMORY = Duration.ofMinutes(2);

    private final S3Settings settings;
    private final S3Clients clients;
    private final S3Objects objects;
    private final S3Listing listing;
    private final S3AppendSession.Rig rig;
    private final ExecutorService threads;

    private S3Driver(S3Settings settings, S3Clients clients, S3Objects objects) {
        this.settings = settings;
        this.clients = clients;
        this.objects = objects;
        this.listing = new S3Listing(objects);
        // Bounded by the memory: each part on its way holds some.
        this.threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("s3-part-", 0).factory());
        this.rig = new S3AppendSession.Rig(objects, new S3Copy(objects, settings.parts()), new PartMemory(
                settings.parts().memory(), WAIT_FOR_MEMORY), settings.parts().chunkSize(), threads,
                ConcurrentHashMap.newKeySet());
    }

    /**
     * Looks whether the bucket is there and may be listed; throws, saying what to set, where it is not. Then it looks
     * whether the store knows conditions; a bucket that may only be read is none to ask.
     */
    public static S3Driver open(S3Settings settings) {
        S3Clients clients = S3Clients.of(settings);
        S3Place place = S3Place.of(settings);
        try {
            clients.s3().listObjectsV2(it -> it.bucket(place.bucket()).prefix(place.root()).maxKeys(1));
            S3Objects.WrittenAs written = S3Objects.WrittenAs.of(settings.written());
            boolean isConditional = new ConditionProbe(new S3Objects(clients.s3(), place, written, true)).isMet();
            return new S3Driver(settings, clients, new S3Objects(clients.s3(), place, written, isConditional));
        } catch (SdkException e) {
            clients.close();
            throw place.failed("open storage", place.root(), e);
        }
    }

    @Override
    public Optional<byte[]> load(StoragePath path, int limit) {
        return objects.load(key(path), limit);
    }

    @Override
    public Optional<StoredBody> read(StoragePath path, long offset, long length) {
        return objects.read(key(path), offset, length);
    }

    @Override
    public Optional<StoredBody> serve(StoragePath path, long offset, long length) {
        return settings.redirects().enabled()
                ? Optional.of(new StoredBody.Redirect(address(path), length))
                : read(path, offset, length);
    }

    private URI address(StoragePath path) {
        try {
            return URI.create(clients.presigner().presignGetObject(it -> it.signatureDuration(settings.redirects()
                    .lifetime()).getObjectRequest(get -> get.bucket(settings.bucket().name()).key(key(path))))
                    .url().toString());
        } catch (SdkException e) {
            throw objects.place().failed("sign an address of", key(path), e);
        }
    }

    @Override
    public void write(StoragePath path, byte[] bytes, Durability durability) {
        objects.put(key(path), RequestBody.fromBytes(bytes));
    }

    /** To look costs as much as to write. */
    @Override
    public void ensure(StoragePath path, byte[] bytes) {
        write(path, bytes, Durability.SYNCED);
    }

    @Override
    public boolean putIfAbsent(StoragePath path, byte[] bytes) {
        return objects.putIfAbsent(key(path), bytes);
    }

    @Override
    public AppendSession append(StoragePath session) {
        return S3AppendSession.open(rig, session);
    }

    @Override
    public AppendSession begin(StoragePath session) {
        return S3AppendSession.begin(rig, session);
    }

    @Override
    public List<String> list(StoragePath path, String after, int limit) {
        return listing.names(objects.place().beneath(path), after, Math.min(limit, MAXIMUM_LISTED));
    }

    @Override
    public Optional<StoredStat> stat(StoragePath path) {
        return statObject(path).or(() -> statTree(path));
    }

    @Override
    public Optional<StoredStat> statObject(StoragePath path) {
        return objects.head(key(path)).map(it -> new StoredStat(StoredStat.Kind.OBJECT, it.size(), it.modified()));
    }

    private Optional<StoredStat> statTree(StoragePath path) {
        return listing.first(objects.place().beneath(path)).stream().map(S3Object::lastModified).findFirst().map(
                modified -> new StoredStat(StoredStat.Kind.TREE, 0, modified));
    }

    @Override
    public void move(StoragePath from, StoragePath to) {
        long size = objects.head(key(from)).orElseThrow(() -> objects.place().wrong("move to " + key(to) + " from",
                key(from), "it is not there")).size();
        rig.copies().copy(key(from), key(to), size);
        objects.delete(key(from));
    }

    @Override
    public boolean delete(StoragePath path, Durability durability) {
        if (objects.head(key(path)).isPresent()) {
            objects.delete(key(path));
            return true;
        }
        boolean isAny = false;
        Iterator<List<String>> pages = listing.pages(objects.place().beneath(path));
        while (pages.hasNext()) {
            List<String> keys = pages.next();
            listing.delete(keys);
            isAny |= !keys.isEmpty();
        }
        return isAny;
    }

    @Override
    public void discard(StoragePath tree, List<String> names) {
        listing.delete(names.stream().map(name -> key(tree.resolve(name))).toList());
    }

    @Override
    public int discardUnfinished(Instant before) {
        return new OrphanSweep(objects, rig.inHand()).sweep(objects.place().beneath(SWEPT), before);
    }

    /** Ends the parts on their way; the uploads that they belong to go on elsewhere, or are swept. */
    @Override
    public void close() {
        threads.shutdownNow();
        clients.close();
    }

    private String key(StoragePath path) {
        return objects.place().key(path);
    }
}
