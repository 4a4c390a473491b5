package dev.crossdock.proof.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Where a program is missing, the tests say how to get it. */
class ForeignProgramTest {
    @Test
    void missingProgram_isAFailureWithTheInstallCommand() {
        assertThatThrownBy(() -> ForeignProgram.find("no-such-program", "/bin:/usr/bin"))
                .isInstanceOf(AssertionError.class).hasMessageContaining("no-such-program")
                .hasMessageContaining("apt-get install --no-install-recommends skopeo docker-registry");
    }

    @Test
    void program_isFoundOnThePath() {
        assertThat(ForeignProgram.find("sh", "/nowhere:/bin")).isEqualTo("/bin/sh");
    }
}
