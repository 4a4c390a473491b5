package dev.crossdock.storage.s3;

import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoredBody;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Whole objects by their keys. Absent is only what the store says is absent.
 *
 * @param isConditional whether the store is asked to write on a condition: some refuse that, and some do as if it were met
 */
record S3Objects(S3Client s3, S3Place place, S3Objects.WrittenAs written, boolean isConditional) {
    private static final String ANY = "*";
    private static final int PRECONDITION_FAILED = 412;
    private static final int UNSATISFIABLE = 416;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int MOST_ATTEMPTS_AT_A_BODY = 4;

    /** What the store is told about an object when it is made, as distribution tells it. */
    record WrittenAs(Optional<String> encryption, Optional<String> keyId, Optional<String> storageClass,
            Optional<String> acl) {
        private static final String TYPE = "application/octet-stream";

        static WrittenAs of(S3Settings.Written written) {
            boolean byKey = !written.keyId().isEmpty();
            return new WrittenAs(written.encrypt() ? Optional.of(byKey ? "aws:kms" : "AES256") : Optional.empty(),
                    byKey ? Optional.of(written.keyId()) : Optional.empty(), said(written.storageClass()),
                    said(written.objectAcl()));
        }

        private static Optional<String> said(String value) {
            return Optional.of(value).filter(it -> !it.isEmpty() && !it.equalsIgnoreCase(S3Settings.Written.NONE));
        }

        PutObjectRequest.Builder put() {
            PutObjectRequest.Builder request = PutObjectRequest.builder().contentType(TYPE);
            encryption.ifPresent(request::serverSideEncryption);
            keyId.ifPresent(request::ssekmsKeyId);
            storageClass.ifPresent(request::storageClass);
            acl.ifPresent(request::acl);
            return request;
        }

        CreateMultipartUploadRequest.Builder upload() {
            CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder().contentType(TYPE);
            encryption.ifPresent(request::serverSideEncryption);
            keyId.ifPresent(request::ssekmsKeyId);
            storageClass.ifPresent(request::storageClass);
            acl.ifPresent(request::acl);
            return request;
        }

        CopyObjectRequest.Builder copy() {
            CopyObjectRequest.Builder request = CopyObjectRequest.builder();
            encryption.ifPresent(request::serverSideEncryption);
            keyId.ifPresent(request::ssekmsKeyId);
            storageClass.ifPresent(request::storageClass);
            acl.ifPresent(request::acl);
            return request;
        }
    }

    /** An object that is there. */
    record Found(long size, Instant modified) {}

    /** What became of a write that was not to replace anything. */
    enum Creation {
        CREATED, PRESENT, UNSUPPORTED
    }

    Optional<Found> head(String key) {
        return call("look at", key, () -> {
            try {
                HeadObjectResponse answer = s3.headObject(it -> it.bucket(place.bucket()).key(key));
                return Optional.of(new Found(answer.contentLength(), answer.lastModified()));
            } catch (NoSuchKeyException _) {
                return Optional.empty();
            }
        });
    }

    /** The object from {@code offset} on, at most {@code length} bytes; a connection that breaks is taken up again. */
    Optional<StoredBody> read(String key, long offset, long length) {
        if (length == 0) {
            return head(key).map(_ -> nothing());
        }
        try {
            return get(key, offset, length, Optional.empty()).map(body -> new StoredBody.StreamBody(
                    new ResumingStream(this, key, offset, body), body.response().contentLength()));
        } catch (S3Exception e) {
            if (e.statusCode() == UNSATISFIABLE) {
                return Optional.of(nothing());
            }
            throw place.failed("read", key, e);
        } catch (SdkException e) {
            throw place.failed("read", key, e);
        }
    }

    private static StoredBody nothing() {
        return new StoredBody.StreamBody(InputStream.nullInputStream(), 0);
    }

    /** Throws what the SDK throws. */
    Optional<ResponseInputStream<GetObjectResponse>> get(String key, long offset, long length,
            Optional<String> entityTag) {
        GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(place.bucket()).key(key);
        entityTag.ifPresent(request::ifMatch);
        if (offset > 0 || length < Long.MAX_VALUE) {
            String last = length > Long.MAX_VALUE - offset ? "" : Long.toString(offset + length - 1);
            request.range("bytes=%d-%s".formatted(offset, last));
        }
        try {
            return Optional.of(s3.getObject(request.build()));
        } catch (NoSuchKeyException _) {
            return Optional.empty();
        }
    }

    /** All of an object of at most {@code limit} bytes. */
    Optional<byte[]> load(String key, int limit) {
        return call("read", key, () -> {
            for (int attempt = 1;; attempt++) {
                Optional<ResponseInputStream<GetObjectResponse>> found = get(key, 0, Long.MAX_VALUE,
                        Optional.empty());
                if (found.isEmpty()) {
                    return Optional.empty();
                }
                try (ResponseInputStream<GetObjectResponse> body = found.get()) {
                    return Optional.of(whole(key, body, limit));
                } catch (IOException e) {
                    if (attempt == MOST_ATTEMPTS_AT_A_BODY) {
                        throw new StorageException("read %s of s3://%s: %s (attempt %d of %d)"
                                .formatted(key, place.bucket(), e, attempt, MOST_ATTEMPTS_AT_A_BODY), e);
                    }
                }
            }
        });
    }

    private byte[] whole(String key, ResponseInputStream<GetObjectResponse> body, int limit) throws IOException {
        long length = body.response().contentLength();
        if (length > limit) {
            body.abort();
            throw place.wrong("load", key, "it has %d bytes, wanted at most %d".formatted(length, limit));
        }
        byte[] bytes = body.readNBytes((int) length);
        if (bytes.length != length) {
            throw new IOException("got %d bytes, wanted %d".formatted(bytes.length, length));
        }
        return bytes;
    }

    void put(String key, RequestBody body) {
        call("write", key, () -> s3.putObject(written.put().bucket(place.bucket()).key(key).build(), body));
    }

    /** Whether there is an object of that size. */
    boolean has(String key, long size) {
        return head(key).filter(found -> found.size() == size).isPresent();
    }

    /** Writes, unless an object of that size is there. */
    void putOnce(String key, RequestBody body, long size) {
        Creation creation = create(key, body);
        if (creation == Creation.UNSUPPORTED || (creation == Creation.PRESENT && !has(key, size))) {
            put(key, body);
        }
    }

    /** Writes where nothing is; the answer says what was found, also where an earlier attempt of this call wrote it. */
    Creation create(String key, RequestBody body) {
        if (!isConditional) {
            return Creation.UNSUPPORTED;
        }
        return call("create", key, () -> {
            try {
                s3.putObject(written.put().bucket(place.bucket()).key(key).ifNoneMatch(ANY).build(), body);
                return Creation.CREATED;
            } catch (S3Exception e) {
                return refusal(e);
            }
        });
    }

    /**
     * Writes where the object is still the one of this tag, or where there is none, as the tag says; false where it is not.
     * Where the store knows no conditions, it is written without.
     */
    boolean replace(String key, RequestBody body, Optional<String> entityTag) {
        if (!isConditional) {
            put(key, body);
            return true;
        }
        PutObjectRequest.Builder request = written.put().bucket(place.bucket()).key(key);
        entityTag.ifPresentOrElse(request::ifMatch, () -> request.ifNoneMatch(ANY));
        return call("write", key, () -> {
            try {
                s3.putObject(request.build(), body);
                return true;
            } catch (NoSuchKeyException _) {
                return false;
            } catch (S3Exception e) {
                if (refusal(e) == Creation.UNSUPPORTED) {
                    put(key, body);
                    return true;
                }
                return false;
            }
        });
    }

    static Creation refusal(S3Exception failure) {
        return switch (failure.statusCode()) {
            case PRECONDITION_FAILED -> Creation.PRESENT;
            case NOT_IMPLEMENTED -> Creation.UNSUPPORTED;
            default -> throw failure;
        };
    }

    /**
     * Writes where nothing is; says whether it was this call that did. "It is there" may come of an earlier attempt, whose
     * answer was lost: then what is there is read back and compared.
     */
    boolean putIfAbsent(String key, byte[] bytes) {
        if (!isConditional) {
            throw unconditional(key);
        }
        return call("create", key, () -> {
            try {
                s3.putObject(written.put().bucket(place.bucket()).key(key).ifNoneMatch(ANY).build(),
                        RequestBody.fromBytes(bytes));
                return true;
            } catch (S3Exception e) {
                if (refusal(e) == Creation.UNSUPPORTED) {
                    throw unconditional(key);
                }
                return isRepeated(e) && holds(key, bytes);
            }
        });
    }

    private StorageException unconditional(String key) {
        return place.wrong("create", key, "the store knows no If-None-Match, which nothing can stand in for: use one "
                + "that does");
    }

    private boolean holds(String key, byte[] bytes) {
        return read(key, 0, bytes.length + 1L).filter(there -> {
            try (there) {
                return Arrays.equals(there.stream().readAllBytes(), bytes);
            } catch (IOException e) {
                throw new StorageException("read back %s of s3://%s: %s".formatted(key, place.bucket(), e), e);
            }
        }).isPresent();
    }

    private static boolean isRepeated(AwsServiceException failure) {
        return failure.numAttempts() != null && failure.numAttempts() > 1;
    }

    /** Removes it if it is there. */
    void delete(String key) {
        call("delete", key, () -> s3.deleteObject(it -> it.bucket(place.bucket()).key(key)));
    }

    <T> T call(String action, String key, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw place.failed(action, key, e);
        }
    }
}
