package dev.crossdock.proof.registry;

import dev.crossdock.proof.registry.wire.Guard;
import dev.crossdock.proof.site.TrialFolder;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

@Tag("long")
@Tag("whole")
class GuardedConformanceTest extends ConformanceContract {
    @Override
    ServedRegistry serve(TrialFolder folder) throws IOException {
        Guard guard = Guard.make(folder);
        return ServedRegistry.start(folder.data("config"), guard.sections() + """
                storage:
                  filesystem:
                    rootdirectory: %s
                  delete:
                    enabled: true
                """.formatted(folder.data("root")), guard::door);
    }
}
