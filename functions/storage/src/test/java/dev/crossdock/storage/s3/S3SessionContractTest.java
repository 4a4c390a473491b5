package dev.crossdock.storage.s3;

import dev.crossdock.storage.AppendSessionContract;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.testkit.aws.AwsExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

class S3SessionContractTest extends AppendSessionContract {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    private @Nullable TestBucket bucket;

    @Override
    protected StorageDriver open() {
        if (bucket == null) {
            bucket = new TestBucket(AWS);
        }
        return S3Driver.open(bucket.settings());
    }

    @AfterEach
    void closeBucket() {
        if (bucket != null) {
            bucket.close();
        }
    }
}
