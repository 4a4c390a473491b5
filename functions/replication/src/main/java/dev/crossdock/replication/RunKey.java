package dev.crossdock.replication;

import dev.crossdock.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Names one run of a job (DESIGN, "State"). A job is one source image for one target tag; each request opens a run.
 *
 * @param job hex of a hash over the route and the source's digest
 * @param run unique
 */
public record RunKey(String job, String run) {
    private static final int JOB_HEX_LENGTH = 32;

    /** A new run of the job. */
    public static RunKey open(Route route, Digest sourceDigest) {
        String identity = route.source() + "\n" + sourceDigest + "\n" + route.target();
        String job = Digest.sha256(identity.getBytes(StandardCharsets.UTF_8)).hex().substring(0, JOB_HEX_LENGTH);
        return new RunKey(job, UUID.randomUUID().toString());
    }
}
