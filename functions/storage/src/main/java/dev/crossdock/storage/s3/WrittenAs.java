package dev.crossdock.storage.s3;

import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

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
        return Optional.of(value).filter(it -> !it.isEmpty() && !it.equals(S3Settings.Written.NONE));
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
