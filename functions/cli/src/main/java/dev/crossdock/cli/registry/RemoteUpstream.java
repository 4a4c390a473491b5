package dev.crossdock.cli.registry;

import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.registry.upstream.Upstream;
import dev.crossdock.registry.upstream.UpstreamException;
import dev.crossdock.registry.upstream.UpstreamSettings;
import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.TransferTerms;
import dev.crossdock.transfer.ranges.RangedFeeds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The registry's pull-through cache asks over the client that copies use: retries, ranges, tokens and limits are its. */
final class RemoteUpstream implements Upstream {
    private final RegistryClient client;
    private final RegistryClient brief;
    private final Glances glances;
    private final BlobFeed.Opening feeds;

    private RemoteUpstream(HttpEngine engine, Glances glances, RegistryOptions options, BlobFeed.Opening feeds) {
        this.client = new RegistryClient(engine, options);
        this.brief = new RegistryClient(glances.engine(), options);
        this.glances = glances;
        this.feeds = feeds;
    }

    static RemoteUpstream of(UpstreamSettings settings, HttpEngine engine, Glances glances, RangedFeeds feeds) {
        RegistryOptions options = RegistryOptions.at(settings.remote());
        RegistryOptions named = settings.credentials().map(password -> options
                .withCredentials(new Credentials.Basic(password.username(), password.password().value())))
                .orElse(options);
        return new RemoteUpstream(engine, glances, named, feeds);
    }

    @Override
    public String place() {
        return client.toString();
    }

    @Override
    public Optional<Descriptor> describe(Repository repository, TagOrDigest reference) {
        return asked(() -> client.source(repository).describe(reference));
    }

    @Override
    public Optional<Descriptor> glance(Repository repository, TagOrDigest reference) {
        return asked(() -> glances.take(() -> brief.source(repository).describe(reference)));
    }

    @Override
    public Optional<RawManifest> manifest(Repository repository, TagOrDigest reference) {
        return asked(() -> {
            try {
                return Optional.of(client.source(repository).manifest(reference));
            } catch (RegistryException.Missing _) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Optional<Long> size(Repository repository, Digest blob) {
        return asked(() -> client.sizeOfBlob(repository, blob));
    }

    @Override
    public InputStream open(Repository repository, Descriptor blob) {
        Source source = client.source(repository);
        return new FeedStream(feeds.open(source, blob, 0, TransferTerms.PLAIN));
    }

    @Override
    public List<Tag> tags(Repository repository) {
        return asked(() -> client.source(repository).tags());
    }

    @Override
    public List<Digest> referrers(Repository repository, Digest subject) {
        return asked(() -> List.copyOf(client.source(repository).referrers(subject, Optional.empty()).digests()));
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (RegistryException.Unavailable e) {
            throw new UpstreamException.Away(String.valueOf(e.getMessage()), e.retryAfter(), e);
        } catch (RegistryException e) {
            throw new UpstreamException.Refused(String.valueOf(e.getMessage()), e);
        }
    }

    /** A feed's bytes as a stream; its failures as IOException. */
    private static final class FeedStream extends InputStream {
        private final BlobFeed feed;

        FeedStream(BlobFeed feed) {
            this.feed = feed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return length == 0 ? 0 : feed.read(ByteBuffer.wrap(into, offset, length));
            } catch (RegistryException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            feed.close();
        }
    }
}
