package dev.crossdock.proof.registry;

import dev.crossdock.proof.registry.wire.Guard;
import dev.crossdock.proof.site.TrialFolder;
import dev.crossdock.testkit.aws.AwsExtension;
import java.io.IOException;
import org.junit.jupiter.api.extension.RegisterExtension;

class S3GuardedConformanceTest extends ConformanceContract {
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    @Override
    ServedRegistry serve(TrialFolder folder) throws IOException {
        Guard guard = Guard.make(folder);
        return ServedRegistry.start(folder.data("config"), guard.sections() + NewBucket.storage(AWS), guard::door);
    }
}
