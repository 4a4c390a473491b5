package dev.crossdock.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.storage.AppendSession;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which uploads are aborted. */
final class OrphanSweepTest extends Rigged {
    private static final byte[] LARGE = bytes(PART + MIB);

    @Test
    void uploadThatThisProcessIsAt_isLeftAloneHoweverOldItIs() throws IOException {
        Instant later = Instant.now().plus(Duration.ofDays(2));
        try (AppendSession session = driver.begin(SESSION)) {
            announce(session, LARGE);
            write(session, LARGE);
            assertThat(driver.discardUnfinished(later)).isZero();
            session.commit(BLOB);
        }
        assertOnlyBlob(LARGE);
        try (AppendSession session = driver.append(SESSION)) {
            write(session, LARGE);
        }
        assertThat(driver.discardUnfinished(later)).as("once its holder let go").isEqualTo(1);
    }
}
