package dev.crossdock.client;

import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.ErrorBody;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.image.Digest;
import dev.crossdock.image.MalformedManifestException;
import dev.crossdock.image.MediaType;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.attached.Referrer;
import dev.crossdock.image.attached.ReferrerIndex;
import dev.crossdock.image.attached.Referrers;
import dev.crossdock.image.attached.SubjectTag;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /v2/<name>/referrers/<digest>}, page after page; where the registry has no such thing, the index under the
 * fallback tag (OCI distribution spec, "Listing Referrers" and "Referrers Tag Schema").
 *
 * @param memory of whether the registry has it
 * @param listed the repository's tags, where they are known
 */
record GetReferrers(Endpoint endpoint, ReferrersMemory memory, ListedTags listed, Digest subject,
        Optional<String> artifactType) {
    static final int MAXIMUM_REFERRERS = 10_000;

    /** What the registry told of one page. */
    private sealed interface Answer {
        record Listed(List<Referrer> entries, Optional<Address> next) implements Answer {}

        /** It keeps no lists; {@code surely} unless it may only have meant that there is no such repository. */
        record NoApi(boolean surely) implements Answer {}
    }

    Referrers run() {
        if (memory.hasNone()) {
            return byTag();
        }
        Address first = endpoint.address("/referrers/" + subject);
        Optional<Address> next = Optional.of(artifactType.map(type -> first.with("artifactType", type)).orElse(first));
        List<Referrer> entries = new ArrayList<>();
        for (int page = 0; next.isPresent(); page++) {
            if (page == Pages.MAXIMUM_PAGES || entries.size() > MAXIMUM_REFERRERS) {
                throw new Refused(errand().got("more than %d pages or %d referrers".formatted(Pages.MAXIMUM_PAGES,
                        MAXIMUM_REFERRERS), "an end, or a copy without referrers"), null);
            }
            switch (page(next.get())) {
                case Answer.Listed(List<Referrer> more, Optional<Address> following) -> {
                    entries.addAll(more);
                    next = following;
                }
                case Answer.NoApi(boolean surely) -> {
                    if (page > 0) {
                        throw new Corrupt(errand().got("no page %d, which the one before it names".formatted(page + 1),
                                "the rest of the list"), null);
                    }
                    if (surely) {
                        memory.learnNone();
                    }
                    return byTag();
                }
            }
        }
        return Referrers.byApi(entries);
    }

    private Errand errand() {
        return endpoint.errand("list referrers of", subject, "200 or 404 (or a copy without referrers)");
    }

    private Answer page(Address address) {
        Request request = Request.of("GET", address).with("Accept", MediaType.OCI_INDEX.text());
        return endpoint.session().ask(endpoint.asking(errand(), request), reply -> switch (reply.status()) {
            case 200 -> listed(reply);
            case 400, 404, 405, 406 -> new Answer.NoApi(isOfNoRegistry(reply.error()));
            default -> throw endpoint.session().failure(errand(), reply);
        });
    }

    /** An error in the registry's own words may be about the repository: Harbor, zot. Others have no such route at all. */
    private static boolean isOfNoRegistry(ErrorBody said) {
        return said.entries().isEmpty() || said.has(ErrorBody.Code.UNSUPPORTED);
    }

    /** Who answers with something else knows of no referrers: some registries show a page for people there. */
    private Answer listed(Reply reply) throws IOException {
        byte[] bytes = reply.bytes(RawManifest.MAXIMUM_BYTES).orElseThrow(() -> new Refused(errand().got(
                "a list that does not end", "at most %d bytes a page".formatted(RawManifest.MAXIMUM_BYTES)), null));
        try {
            List<Referrer> entries = ReferrerIndex
                    .read(RawManifest.of(reply.header("Content-Type").orElse(""), bytes));
            return new Answer.Listed(entries, Pages.next(reply, errand()));
        } catch (MalformedManifestException _) {
            return new Answer.NoApi(false);
        }
    }

    private Referrers byTag() {
        if (listed.lacks(SubjectTag.REFERRERS.of(subject))) {
            return Referrers.NONE;
        }
        Optional<RawManifest> index = new GetManifest(endpoint, SubjectTag.REFERRERS.of(subject)).find();
        try {
            return index.map(Referrers::byTag).orElse(Referrers.NONE);
        } catch (MalformedManifestException e) {
            throw new Refused(errand().got(String.valueOf(e.getMessage()),
                    "an index under the tag %s (or a copy without referrers)"
                            .formatted(SubjectTag.REFERRERS.of(subject))),
                    e);
        }
    }
}
