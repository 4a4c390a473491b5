package dev.crossdock.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the functions are told. */
final class EnvironmentTest {
    private static Map<String, String> whole() {
        Map<String, String> whole = new HashMap<>();
        for (String name : new String[]{Environment.STATE, Environment.REQUESTS, Environment.COPIES,
                Environment.PUBLISHES, Environment.DEAD_REQUESTS, Environment.DEAD_COPIES,
                Environment.DEAD_PUBLISHES}) {
            whole.put(name, "value of " + name);
        }
        whole.put(Environment.CONFIG, "s3://settings/some/crossdock.yaml");
        return whole;
    }

    @Test
    void whole_isRead() {
        Environment read = Environment.of(whole());
        assertThat(read.config()).isEqualTo(new Environment.Place("settings", "some/crossdock.yaml"))
                .hasToString("s3://settings/some/crossdock.yaml");
        assertThat(read.queues().publishLater()).as("what waits for the FIFO queue waits with the requests")
                .isEqualTo(read.queues().plan());
        assertThat(read.queues().deadLetters().copy()).isEqualTo("value of CROSSDOCK_DEAD_COPIES");
    }

    @Test
    void missing_areToldTogether() {
        Map<String, String> some = whole();
        some.remove(Environment.STATE);
        some.put(Environment.COPIES, " ");
        assertThatThrownBy(() -> Environment.of(some)).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "environment variables not set: CROSSDOCK_STATE, CROSSDOCK_COPIES; the stack's template sets them");
    }

    @Test
    void concurrency_isOneUnlessItIsSaid_andACount() {
        Map<String, String> some = whole();
        assertThat(Environment.of(some).concurrency()).isEqualTo(1);
        some.put(Environment.CONCURRENCY, "20");
        assertThat(Environment.of(some).concurrency()).isEqualTo(20);
        for (String wrong : new String[]{"0", "-1", "many", "", "100000"}) {
            some.put(Environment.CONCURRENCY, wrong);
            assertThatThrownBy(() -> Environment.of(some)).hasMessageContaining(
                    "CROSSDOCK_CONCURRENCY is \"%s\"".formatted(wrong));
        }
    }

    @Test
    void configElsewhere_isRefused() {
        Map<String, String> other = whole();
        other.put(Environment.CONFIG, "crossdock.yaml");
        assertThatThrownBy(() -> Environment.of(other)).hasMessageContaining("wanted s3://BUCKET/KEY");
    }
}
