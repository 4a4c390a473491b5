package dev.crossdock.proof.registry;

import dev.crossdock.proof.registry.wire.Wire;
import dev.crossdock.proof.site.TrialFolder;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The whole tree, on one registry that is started once. A kind of registry is a class that says how to set it up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConformanceContract
        implements
            FrameContract,
            BlobContract,
            SessionContract,
            ManifestContract,
            DataSetContract,
            ListContract,
            ClientContract {
    private final AtomicInteger repositories = new AtomicInteger();
    private final TrialFolder folder = TrialFolder.of(getClass().getSimpleName());
    @SuppressWarnings("NullAway.Init") // JUnit calls start first
    private ServedRegistry served;

    /** Starts a registry of this kind; its files lie in the folder. */
    abstract ServedRegistry serve(TrialFolder data) throws IOException;

    @BeforeAll
    void start() throws IOException {
        served = serve(folder);
    }

    @AfterAll
    void stop() {
        served.close();
        folder.close();
    }

    @Override
    public Wire wire() {
        return served.wire();
    }

    @Override
    public String newRepository() {
        return "conformance/r" + repositories.incrementAndGet();
    }
}
