package dev.crossdock.client;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.TagOrDigest;
import dev.crossdock.image.attached.Referrers;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.Upload;
import java.util.Optional;

/** A repository to write to: each method is one verb on the wire. */
record RemoteTarget(Endpoint endpoint, ReferrersMemory memory, ListedTags listed) implements Target {
    @Override
    public String place() {
        return endpoint.place();
    }

    @Override
    public Lacking lacking() {
        return listed.lacking();
    }

    @Override
    public boolean holds(Descriptor blob) {
        return new HeadBlob(endpoint, blob).run();
    }

    @Override
    public Optional<Descriptor> describe(TagOrDigest reference) {
        return new HeadManifest(endpoint, reference).run();
    }

    @Override
    public MountAnswer mount(Descriptor blob, Repository from) {
        return new OpenUpload(endpoint, blob).mount(from);
    }

    @Override
    public Upload beginUpload(Descriptor blob) {
        return new OpenUpload(endpoint, blob).run();
    }

    @Override
    public Optional<Upload> resumeUpload(Descriptor blob, String address) {
        return new OpenUpload(endpoint, blob).resume(address);
    }

    @Override
    public HostTraits traits() {
        return endpoint.session().host().traits();
    }

    @Override
    public void observed(HostTraits corrected) {
        endpoint.session().host().correct(corrected);
    }

    @Override
    public PutAnswer putManifest(TagOrDigest reference, RawManifest manifest) {
        return new PutManifest(endpoint, reference, manifest).run();
    }

    @Override
    // Asked even where the list lacks the fallback tag: what others put there since would be overwritten.
    public Referrers referrers(Digest subject) {
        return new GetReferrers(endpoint, memory, ListedTags.UNKNOWN, subject, Optional.empty()).run();
    }
}
