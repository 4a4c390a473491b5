package dev.crossdock.settings.limits;

import java.util.Optional;

/**
 * How a repository is created where a registry needs that before anything is pushed to it, as Amazon's does.
 *
 * @param immutableTags whether a tag can be put only once
 * @param scanOnPush    whether images are scanned for vulnerabilities
 * @param encryption    with whose keys; Amazon's own, if empty
 */
public record RepositoryTemplate(boolean immutableTags, boolean scanOnPush, Optional<Encryption> encryption) {
    /** The registry's own defaults. */
    public static final RepositoryTemplate PLAIN = new RepositoryTemplate(false, false, Optional.empty());

    /**
     * With keys of KMS.
     *
     * @param key id, ARN or alias; the account's key for ECR, if empty
     */
    public record Encryption(Optional<String> key) {}
}
