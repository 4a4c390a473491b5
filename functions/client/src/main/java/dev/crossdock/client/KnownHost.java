package dev.crossdock.client;

import static dev.crossdock.transfer.HostTraits.UNLIMITED;

import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.HostTraits.Mounts;
import dev.crossdock.transfer.HostTraits.Uploads;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** The big registries, one row each: what is known before the first request. What is seen later corrects it. */
enum KnownHost {
    /**
     * Parts of 20 MiB at most (UploadLayerPart); Range stays at the first chunk and GET of an upload is 404
     * (containers-roadmap#2831); a blob mounts once a stored manifest references it (containers-roadmap#2860); tags are
     * deleted by AWS's own interface alone.
     */
    ECR("[0-9]+\\.dkr[.-]ecr(-fips)?\\..*\\.(amazonaws\\.com(\\.cn)?|on\\.aws)|public\\.ecr\\.aws", new HostTraits(
            new Uploads(true, 20_971_520, UNLIMITED, false), Mounts.REFERENCED, false, true)),
    /** 4 MiB in a PATCH (oras-project/rust-oci-client#35), no limit seen for one piece; neither deletes nor referrers. */
    GHCR("ghcr\\.io", new HostTraits(new Uploads(true, 4 << 20, UNLIMITED, true), Mounts.ANY, false, false)),
    /** Chunks as in distribution; tags are deleted by Docker's own interface alone. */
    DOCKER_HUB("(registry-1\\.|index\\.)?docker\\.io", new HostTraits(
            new Uploads(true, UNLIMITED, UNLIMITED, true), Mounts.ANY, false, true)),
    /** "Artifact Registry does not support chunked uploads" (its Docker API reference). */
    GAR("(.*-docker\\.pkg\\.dev)|((.*\\.)?gcr\\.io)", new HostTraits(
            new Uploads(false, UNLIMITED, UNLIMITED, true), Mounts.ANY, true, true)),
    /** Azure's own clients send chunks of 4 MiB. */
    ACR(".*\\.azurecr\\.(io|cn|us)", new HostTraits(
            new Uploads(true, 4 << 20, UNLIMITED, true), Mounts.ANY, true, true)), QUAY("quay\\.io",
                    new HostTraits(new Uploads(true, UNLIMITED, UNLIMITED, true), Mounts.ANY, true, true)),
    /** Range counts from the chunk's own beginning (regclient#627). */
    ALIYUN("registry\\..*\\.aliyuncs\\.com|.*\\.cr\\.aliyuncs\\.com", new HostTraits(
            new Uploads(true, UNLIMITED, UNLIMITED, false), Mounts.ANY, true, true)),
    /** Harbor, zot (whose Range may be too small, regclient#961: seen and believed no more), distribution, and ours. */
    ELSEWHERE(".*", HostTraits.UNKNOWN);

    private final Pattern hosts;
    @SuppressWarnings("ImmutableEnumChecker") // a record of values
    private final HostTraits traits;

    KnownHost(String hosts, HostTraits traits) {
        this.hosts = Pattern.compile(hosts);
        this.traits = traits;
    }

    HostTraits traits() {
        return traits;
    }

    static KnownHost of(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(known -> known.hosts.matcher(name).matches()).findFirst()
                .orElse(ELSEWHERE);
    }
}
