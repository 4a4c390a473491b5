package dev.crossdock.proof.registry;

import dev.crossdock.proof.site.TrialFolder;
import java.io.IOException;

class FilesystemConformanceTest extends ConformanceContract {
    @Override
    ServedRegistry serve(TrialFolder folder) throws IOException {
        return ServedRegistry.onDirectory(folder.data("config"), folder.data("root"));
    }
}
