package dev.crossdock.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What ties the steps together. */
final class TraceTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void sendersOwn_isKept() {
        assertThat(Trace.of(Optional.of(PARENT.toUpperCase(java.util.Locale.ROOT)), Optional.empty()))
                .isEqualTo(PARENT);
        assertThat(Trace.id(PARENT)).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void amazonsHeader_isTranslated() {
        String made = Trace.of(Optional.empty(),
                Optional.of(
                        "Self=1-67891234-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678;Sampled=1"));
        assertThat(made).startsWith("00-67891233abcdef012345678912345678-").matches(Trace::isOne);
    }

    @Test
    void anythingElse_isANewOne() {
        String made = Trace.of(Optional.of("x\n\"injected\""), Optional.of("Root=evil"));
        assertThat(Trace.isOne(made)).isTrue();
        assertThat(made).isNotEqualTo(Trace.of(Optional.empty(), Optional.empty()));
        assertThat(Trace.id("evil")).isEmpty();
    }
}
