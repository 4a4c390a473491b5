package dev.crossdock.client;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Tag;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.image.attached.Referrers;
import dev.crossdock.transfer.BlobRange;
import dev.crossdock.transfer.Source;
import java.util.List;
import java.util.Optional;

/** A repository to read from: each method is one verb on the wire. */
record RemoteSource(Endpoint endpoint, ReferrersMemory memory, ListedTags listed) implements Source {
    @Override
    public String place() {
        return endpoint.place();
    }

    @Override
    public Optional<Descriptor> describe(TagOrDigest reference) {
        return listed.lacksOfSubject(reference) ? Optional.empty() : new HeadManifest(endpoint, reference).run();
    }

    @Override
    public RawManifest manifest(TagOrDigest reference) {
        return new GetManifest(endpoint, reference).run();
    }

    @Override
    public BlobRange blob(Descriptor blob, long from, long to) {
        return new GetBlob(endpoint, blob, from, to).run();
    }

    @Override
    public List<Tag> tags() {
        return Pages.tags(endpoint);
    }

    @Override
    public Referrers referrers(Digest subject, Optional<String> artifactType) {
        return new GetReferrers(endpoint, memory, listed, subject, artifactType).run();
    }
}
