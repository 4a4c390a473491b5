package dev.crossdock.transfer.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.upload.Offsets.Next;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Where a chunk of the bytes 100 to 199 goes on, of which the bytes from 120 on were sent. */
class OffsetsTest {
    private static final HostTraits.Uploads HONEST = HostTraits.UNKNOWN.uploads();
    private static final HostTraits.Uploads LIAR = HostTraits.UNKNOWN.withUnreliableStatus().uploads();

    private final Offsets first = new Offsets(100, 200, 120, 1);
    private final Offsets again = new Offsets(100, 200, 120, 2);

    @Test
    void taken_hintIsBelievedOnlyWhereItCanBeSo() {
        assertThat(first.taken(OptionalLong.empty(), HONEST)).isEqualTo(new Next.From(200, true));
        assertThat(first.taken(OptionalLong.of(200), HONEST)).isEqualTo(new Next.From(200, true));
        assertThat(first.taken(OptionalLong.of(150), HONEST)).isEqualTo(new Next.From(150, true));
        assertThat(first.taken(OptionalLong.of(120), HONEST)).isEqualTo(new Next.From(120, true));
        assertThat(first.taken(OptionalLong.of(119), HONEST)).isEqualTo(new Next.From(200, false));
        assertThat(first.taken(OptionalLong.of(201), HONEST)).isEqualTo(new Next.From(200, false));
        assertThat(first.taken(OptionalLong.of(150), LIAR)).isEqualTo(new Next.From(200, true));
    }

    @Test
    void broken_goesOnInsideTheChunkAlone() {
        assertThat(first.broken(100)).isEqualTo(new Next.From(100, true));
        assertThat(first.broken(200)).isEqualTo(new Next.From(200, true));
        assertThat(first.broken(99)).isEqualTo(new Next.Lost(99));
        assertThat(first.broken(201)).isEqualTo(new Next.Lost(201));
    }

    @Test
    void outOfPlace_whatWasSentBeforeMayBeThere() {
        assertThat(first.outOfPlace(OptionalLong.of(180))).isEqualTo(new Next.From(180, true));
        assertThat(first.outOfPlace(OptionalLong.of(120))).isEqualTo(new Next.Lost(120));
        assertThat(again.outOfPlace(OptionalLong.of(120))).isEqualTo(new Next.From(200, false));
        assertThat(again.outOfPlace(OptionalLong.empty())).isEqualTo(new Next.From(200, false));
        assertThat(again.outOfPlace(OptionalLong.of(0))).isEqualTo(new Next.Lost(0));
    }
}
