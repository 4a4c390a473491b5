package dev.crossdock.transfer.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WindowsTest {
    @ParameterizedTest
    @CsvSource({"6144, 4194304", "192, 4194304", "64, 1398101", "1, 65536"})
    void budget_isAQuarterOfTheHeapAndBounded(long heapMebibytes, int windowBytes) {
        Windows windows = Windows.forHeap(heapMebibytes << 20);
        assertThat(windows.bytes()).isEqualTo(windowBytes);
        assertThat(windows.count()).isEqualTo(12);
    }

    @Test
    void moreThanThereAre_areNotGiven() {
        Windows windows = new Windows(2, 10);
        byte[] first = windows.take().orElseThrow();
        byte[] second = windows.take().orElseThrow();
        assertThat(windows.take()).isEmpty();
        windows.giveBack(first);
        assertThat(windows.take()).as("used again").containsSame(first);
        windows.giveBack(first);
        windows.giveBack(second);
        assertThat(windows.taken()).isZero();
        assertThat(windows.take().orElseThrow()).as("let go in the meantime").isNotSameAs(first).isNotSameAs(second);
    }
}
