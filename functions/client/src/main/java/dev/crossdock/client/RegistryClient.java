package dev.crossdock.client;

import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.limits.HostLimits;
import dev.crossdock.client.limits.HostLoad;
import dev.crossdock.image.Digest;
import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One registry. It remembers how the registry wants to be asked and the tokens it gave, so one client serves all of its
 * repositories; the connections belong to the engine, which may serve many clients. Safe for several threads.
 */
public final class RegistryClient {
    private final Session session;
    private final String place;
    private final ReferrersMemory referrers = new ReferrersMemory();

    /** Connects to nothing yet. */
    public RegistryClient(HttpEngine engine, RegistryOptions options) {
        this(engine, options, HostMemory.NONE);
    }

    /** The same, with what others saw of the host. */
    public RegistryClient(HttpEngine engine, RegistryOptions options, HostMemory memory) {
        this.session = new Session(engine, options, memory);
        this.place = options.place();
    }

    /** The repository, to read from. */
    public Source source(Repository repository) {
        return source(repository, ListedTags.UNKNOWN);
    }

    /**
     * The same, whose tags were all listed a moment ago: for signatures and lists of referrers that have none it is not
     * asked.
     */
    public Source source(Repository repository, Set<Tag> listed) {
        return source(repository, ListedTags.of(listed));
    }

    private Source source(Repository repository, ListedTags listed) {
        return new RemoteSource(new Endpoint(session, repository, "source", place), referrers, listed);
    }

    /** The repository, to write to. */
    public Target target(Repository repository) {
        return target(repository, ListedTags.UNKNOWN);
    }

    /** The same, whose tags were all listed a moment ago: it knows of what a plan need not ask for. */
    public Target target(Repository repository, Set<Tag> listed) {
        return target(repository, ListedTags.of(listed));
    }

    private Target target(Repository repository, ListedTags listed) {
        return new RemoteTarget(new Endpoint(session, repository, "target", place), referrers, listed);
    }

    /**
     * All tags of a repository to write to, for one request: none where it does not exist; empty where the list has more
     * than one page, or cannot be had. Fails for nothing: whatever is wrong with the registry, the next request tells.
     */
    public Optional<Set<Tag>> listed(Repository repository) {
        return Pages.shortTags(new Endpoint(session, repository, "target", place));
    }

    /** How many bytes a blob of the repository has (HEAD), for who knows no manifest of it; empty where there is none. */
    public Optional<Long> sizeOfBlob(Repository repository, Digest blob) {
        return new SizeOfBlob(new Endpoint(session, repository, "source", place), blob).run();
    }

    /** All repositories, as far as the registry tells them; none where it has no catalog. */
    public List<Repository> repositories() {
        return Pages.repositories(session, place);
    }

    /**
     * Limits what this registry's host is asked, by all clients of the engine together; where somebody limited it before,
     * the smaller of each stands. Hosts that it redirects to have limits of their own.
     */
    public RegistryClient limit(HostLimits limits) {
        session.limit(limits);
        return this;
    }

    /** How it stands with the registry's host. */
    public HostLoad load() {
        return session.load();
    }

    /** How many requests were sent so far, those to token servers and repeated ones among them. */
    public long requests() {
        return session.requests();
    }

    /** Where it is, for messages: host, and port where there is one. */
    @Override
    public String toString() {
        return place;
    }
}
