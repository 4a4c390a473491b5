package dev.crossdock.registry.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them, and so distribution's configuration: {@code 1h30m}, {@code 1.5s}, {@code 500ms}. */
final class GoDuration {
    private static final int MAXIMUM_LENGTH = 40;
    private static final BigDecimal LONGEST = BigDecimal.valueOf(nanos("h")).multiply(BigDecimal.valueOf(2_540_400));
    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ns|us|µs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");

    private GoDuration() {}

    static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO; // Go's one duration without a unit
        }
        if (text.length() > MAXIMUM_LENGTH || !WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("wanted a duration such as 500ms, 5s or 1m30s");
        }
        BigDecimal sum = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            BigDecimal nanos = new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanos(part.group(2))));
            sum = sum.add(nanos);
        }
        if (sum.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("wanted a duration of at most 2540400h, as Go's are");
        }
        return Duration.ofNanos(sum.longValue());
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
    }
}
