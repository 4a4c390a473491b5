package dev.crossdock.proof.registry;

import dev.crossdock.proof.registry.wire.Door;
import dev.crossdock.proof.site.TrialFolder;
import dev.crossdock.testkit.aws.AwsExtension;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("long")
@Tag("whole")
class S3ConformanceTest extends ConformanceContract {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    @Override
    ServedRegistry serve(TrialFolder folder) throws IOException {
        return ServedRegistry.start(folder.data("config"), NewBucket.storage(AWS), Door::plain);
    }
}
