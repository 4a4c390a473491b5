package dev.crossdock.storage.s3;

import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.s3.S3Objects.Creation;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Finds out whether a store writes on a condition: some gateways refuse that by 400 or 501, and some write in any case, as
 * if the condition were met.
 */
record ConditionProbe(S3Objects objects) {
    private static final Logger LOG = LoggerFactory.getLogger(ConditionProbe.class);
    private static final StoragePath PLACE = new StoragePath("docker/registry/v2/probe");
    private static final int BAD_REQUEST = 400;

    /** Creates one object twice: the second time it has to be refused. Where nothing may be written, none can tell. */
    boolean isMet() {
        String key = objects.place().hidden(PLACE, UUID.randomUUID().toString());
        try {
            Creation first = create(key);
            // The first is refused where the answer to it was lost, and it was tried again.
            if (first == Creation.PRESENT || (first == Creation.CREATED && create(key) == Creation.PRESENT)) {
                return true;
            }
        } catch (SdkException e) {
            LOG.warn("cannot tell whether the store knows If-None-Match: {}", objects.place().failed("create", key, e)
                    .getMessage());
            return true;
        } finally {
            remove(key);
        }
        LOG.warn("the store of s3://{} does not mind If-None-Match: blobs are stored all the same, but garbage "
                + "collection and immutable tags need one that does", objects.place().bucket());
        return false;
    }

    private Creation create(String key) {
        try {
            objects.s3().putObject(objects.written().put().bucket(objects.place().bucket()).key(key).ifNoneMatch("*")
                    .build(), RequestBody.empty());
            return Creation.CREATED;
        } catch (S3Exception e) {
            return e.statusCode() == BAD_REQUEST ? Creation.UNSUPPORTED : S3Objects.refusal(e);
        }
    }

    private void remove(String key) {
        try {
            objects.delete(key);
        } catch (StorageException e) {
            LOG.debug("{}", e.getMessage());
        }
    }
}
