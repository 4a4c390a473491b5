package dev.crossdock.client.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.client.http.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignedAddressesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Address BLOB = Address.parse("https://eu.example/v2/app/blobs/sha256:12");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final SignedAddresses signed = new SignedAddresses(now::get);

    private static Address storage(String query) {
        return Address.parse("https://storage.example/12?" + query);
    }

    @ParameterizedTest
    @CsvSource({
            "'X-Amz-Date=20260101T000000Z&X-Amz-Expires=1200&X-Amz-Signature=1', 1200",
            "'X-Amz-Expires=900&X-Amz-Date=20251231T235900Z', 840",
            "'X-Goog-Date=20260101T000100Z&X-Goog-Expires=60', 120",
            "'Expires=1767225700&Signature=1&Key-Pair-Id=K', 100",
            "'se=2026-01-01T00%3A05%3A00Z&sig=1', 300",
            "'verify=1767226200-abc', 600",
            "'X-Amz-Date=yesterday&X-Amz-Expires=1200', 600",
            "'Expires=soon', 600",
            "'Expires=99999999999999999999', 600",
            "'se=2026-01-01', 600"})
    void address_isGoodUntilItSaysSo(String query, long seconds) {
        Address address = storage(query);
        signed.remember(BLOB, address);
        now.set(NOW.plusSeconds(seconds).minus(SignedAddresses.MARGIN).minusMillis(1));
        assertThat(signed.of(BLOB)).contains(address);
        now.set(NOW.plusSeconds(seconds).minus(SignedAddresses.MARGIN));
        assertThat(signed.of(BLOB)).isEmpty();
    }

    @Test
    void expiredFromTheStart_isNeverGiven() {
        signed.remember(BLOB, storage("Expires=1000000000"));
        assertThat(signed.of(BLOB)).isEmpty();
    }

    @Test
    void sameHost_isNotWorthRemembering() {
        signed.remember(BLOB, Address.parse("https://eu.example/storage/12?sig=1"));
        assertThat(signed.of(BLOB)).isEmpty();
    }

    @Test
    void forgotten_unlessANewerOneCame() {
        Address old = storage("sig=1");
        Address newer = storage("sig=2");
        signed.remember(BLOB, old);
        signed.remember(BLOB, newer);
        signed.forget(BLOB, old);
        assertThat(signed.of(BLOB)).contains(newer);
        signed.forget(BLOB, newer);
        assertThat(signed.of(BLOB)).isEmpty();
    }

    @Test
    void tooMany_theEldestGoes() {
        for (int i = 0; i <= SignedAddresses.MAXIMUM_REMEMBERED; i++) {
            signed.remember(Address.parse("https://eu.example/" + i), storage("sig=1"));
        }
        assertThat(signed.of(Address.parse("https://eu.example/0"))).isEmpty();
        assertThat(signed.of(Address.parse("https://eu.example/1"))).isPresent();
    }

    @Test
    void withoutAWord_goodForAWhile() {
        signed.remember(BLOB, storage("x=1"));
        now.set(NOW.plus(SignedAddresses.LIFE_UNLESS_SAID).minus(Duration.ofMinutes(1)));
        assertThat(signed.of(BLOB)).isPresent();
    }
}
