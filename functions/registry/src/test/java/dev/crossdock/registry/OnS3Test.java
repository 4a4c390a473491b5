package dev.crossdock.registry;

import dev.crossdock.testkit.aws.AwsExtension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the registry promises on a directory, it promises on a bucket. */
@Tag("long")
@Tag("whole")
class OnS3Test {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    @Nested
    class Blobs extends BlobTest {
        private final Bucket bucket = Bucket.in(AWS);

        @Override
        Backing backing() {
            return bucket;
        }
    }

    @Nested
    class ChunkedUploads extends ChunkedUploadTest {
        private final Bucket bucket = Bucket.in(AWS);

        @Override
        Backing backing() {
            return bucket;
        }
    }

    @Nested
    class Deletes extends DeleteTest {
        private final Bucket bucket = Bucket.in(AWS);

        @Override
        Backing backing() {
            return bucket;
        }
    }

    @Nested
    class Lists extends ListTest {
        private final Bucket bucket = Bucket.in(AWS);

        @Override
        Backing backing() {
            return bucket;
        }
    }

    @Nested
    class Manifests extends ManifestTest {
        private final Bucket bucket = Bucket.in(AWS);

        @Override
        Backing backing() {
            return bucket;
        }
    }

    @Nested
    class Referrers extends ReferrersTest {
        private final Bucket bucket = Bucket.in(AWS);

        @Override
        Backing backing() {
            return bucket;
        }
    }

    @Nested
    class Uploads extends UploadTest {
        private final Bucket bucket = Bucket.in(AWS);

        @Override
        Backing backing() {
            return bucket;
        }
    }
}
