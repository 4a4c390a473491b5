package dev.crossdock.client.redirect;

import dev.crossdock.client.http.Address;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * When a signed address stops being good, as it says itself: Amazon S3 and Google Cloud Storage (a date and a life),
 * CloudFront and older signatures (seconds since 1970), Azure (a date).
 */
final class Expiry {
    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

    private Expiry() {}

    static Optional<Instant> of(Address signed) {
        try {
            return after(signed, "X-Amz-Date", "X-Amz-Expires").or(() -> after(signed, "X-Goog-Date", "X-Goog-Expires"))
                    .or(() -> signed.parameter("Expires").map(Long::parseLong).map(Instant::ofEpochSecond))
                    .or(() -> signed.parameter("se").map(OffsetDateTime::parse).map(OffsetDateTime::toInstant));
        } catch (NumberFormatException | DateTimeException | ArithmeticException _) {
            return Optional.empty(); // not meant as we thought
        }
    }

    private static Optional<Instant> after(Address signed, String date, String life) {
        return signed.parameter(date).flatMap(begin -> signed.parameter(life).map(
                seconds -> LocalDateTime.parse(begin, BASIC).toInstant(ZoneOffset.UTC)
                        .plusSeconds(Long.parseLong(seconds))));
    }
}
