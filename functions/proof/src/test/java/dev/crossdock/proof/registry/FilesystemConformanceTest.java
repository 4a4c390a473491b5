package dev.crossdock.proof.registry;

import dev.crossdock.proof.registry.wire.Door;
import dev.crossdock.proof.site.TrialFolder;
import java.io.IOException;

class FilesystemConformanceTest extends ConformanceContract {
    @Override
    ServedRegistry serve(TrialFolder folder) throws IOException {
        return ServedRegistry.start(folder.data("config"), """
                storage:
                  filesystem:
                    rootdirectory: %s
                  delete:
                    enabled: true
                """.formatted(folder.data("root")), Door::plain);
    }
}
