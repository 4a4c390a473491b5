package dev.crossdock.client;

import static dev.crossdock.transfer.HostTraits.UNLIMITED;

import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.HostTraits.Uploads;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The registries that are known, one row each: the big ones by their host's name, before the first request; those that
 * anybody may run by what their answers say. What is seen later corrects it.
 *
 * <p>From where a host mounts is no matter of its row: a mount is asked for from repositories where a stored manifest
 * references the blob, which is all that ECR grants (containers-roadmap#2860), and with the right to pull from there, which
 * all others want; a host that grants none (ECR, where its account setting is off) opens the upload that follows.
 */
enum KnownHost {
    /**
     * Parts of 20 MiB at most (UploadLayerPart); Range stays at the first chunk and GET of an upload is 404
     * (containers-roadmap#2831).
     */
    ECR("[0-9]+\\.dkr[.-]ecr(-fips)?\\..*\\.(amazonaws\\.com(\\.cn)?|on\\.aws)|public\\.ecr\\.aws", new HostTraits(
            new Uploads(true, 20_971_520, UNLIMITED, false), true)),
    /** 4 MiB in a PATCH (oras-project/rust-oci-client#35), no limit seen for one piece; no referrers. */
    GHCR("ghcr\\.io", new HostTraits(new Uploads(true, 4 << 20, UNLIMITED, true), false)),
    /** Chunks as in distribution. */
    DOCKER_HUB("(registry-1\\.|index\\.)?docker\\.io", new HostTraits(
            new Uploads(true, UNLIMITED, UNLIMITED, true), true)),
    /** "Artifact Registry does not support chunked uploads" (its Docker API reference). */
    GAR("(.*-docker\\.pkg\\.dev)|((.*\\.)?gcr\\.io)", new HostTraits(
            new Uploads(false, UNLIMITED, UNLIMITED, true), true)),
    /** Azure's own clients send chunks of 4 MiB. */
    ACR(".*\\.azurecr\\.(io|cn|us)", new HostTraits(new Uploads(true, 4 << 20, UNLIMITED, true), true)),
    /** As the specification says. */
    QUAY("quay\\.io", new HostTraits(new Uploads(true, UNLIMITED, UNLIMITED, true), true)),
    /** Range counts from the chunk's own beginning (regclient#627). */
    ALIYUN("registry\\..*\\.aliyuncs\\.com|.*\\.cr\\.aliyuncs\\.com", new HostTraits(
            new Uploads(true, UNLIMITED, UNLIMITED, false), true)),
    /** Distribution behind a core of its own, which answers the referrers API as well. */
    HARBOR(List.of(new Sign("WWW-Authenticate", "(?i).*service=\"harbor-registry\".*"),
            new Sign("X-Harbor-Csrf-Token", ".*")), HostTraits.UNKNOWN),
    /** Until 2025 a chunk's Range was far too small (regclient#961). To a chunk alone it says who it is. */
    ZOT(List.of(new Sign("Blob-Upload-UUID", ".*")), new HostTraits(
            new Uploads(true, UNLIMITED, UNLIMITED, false), true)),
    /**
     * It has no referrers API by itself, but many that build on it and say the same of themselves have one, ours among
     * them: it is asked.
     */
    DISTRIBUTION(List.of(new Sign("Docker-Distribution-Api-Version", "registry/2\\.0")), HostTraits.UNKNOWN),
    /** What the specification says. */
    ELSEWHERE(".*", HostTraits.UNKNOWN);

    /** A header that only these registries send, or a value of it. */
    private record Sign(String header, Pattern value) {
        Sign(String header, String value) {
            this(header, Pattern.compile(value));
        }

        boolean isIn(Function<String, Optional<String>> headers) {
            return headers.apply(header).filter(text -> value.matcher(text.strip()).matches()).isPresent();
        }
    }

    private static final List<KnownHost> BY_ANSWERS = Arrays.stream(values()).filter(it -> !it.signs.isEmpty())
            .toList();

    private final Pattern hosts;
    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of values
    private final List<Sign> signs;
    @SuppressWarnings("ImmutableEnumChecker") // a record of values
    private final HostTraits traits;

    KnownHost(String hosts, HostTraits traits) {
        this.hosts = Pattern.compile(hosts);
        this.signs = List.of();
        this.traits = traits;
    }

    KnownHost(List<Sign> signs, HostTraits traits) {
        this.hosts = Pattern.compile("(?!)"); // anybody runs one, by any name
        this.signs = signs;
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

    /** Whether its answers may say more of it than is known. */
    boolean mayBeRecognised() {
        return this == ELSEWHERE || this == DISTRIBUTION;
    }

    /** Who answers with these headers: the same, or one that is known better. */
    KnownHost recognisedBy(Function<String, Optional<String>> headers) {
        return mayBeRecognised()
                ? BY_ANSWERS.stream().filter(it -> it.signs.stream().anyMatch(sign -> sign.isIn(headers))).findFirst()
                        .orElse(this)
                : this;
    }
}
