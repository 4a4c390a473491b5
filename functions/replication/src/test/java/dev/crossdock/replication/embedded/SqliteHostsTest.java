package dev.crossdock.replication.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.transfer.HostTraits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one process saw of a host, the next one knows; until the host may be another one. */
class SqliteHostsTest {
    private static final String HOST = "eu.example:443";
    private static final HostTraits.Uploads SEEN = HostTraits.UNKNOWN.withLargestChunk(1 << 20)
            .withUnreliableStatus().uploads();

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void remembered_isRecalledByTheNextProcess() {
        try (SqliteState state = SqliteState.open(folder, now::get)) {
            state.hosts().remember(HOST, HostTraits.UNKNOWN.uploads());
            state.hosts().remember(HOST, SEEN);
        }
        try (SqliteState state = SqliteState.open(folder, now::get)) {
            assertThat(state.hosts().recall(HOST)).contains(SEEN);
            assertThat(state.hosts().recall("us.example:443")).isEmpty();
        }
    }

    @Test
    void seenLongAgo_isForgotten() {
        try (SqliteState state = SqliteState.open(folder, now::get)) {
            state.hosts().remember(HOST, SEEN);
            now.updateAndGet(time -> time.plus(SqliteHosts.LONGEST_KEPT));
            assertThat(state.hosts().recall(HOST)).isPresent();
            now.updateAndGet(time -> time.plus(Duration.ofMillis(1)));
            assertThat(state.hosts().recall(HOST)).isEmpty();
        }
    }
}
