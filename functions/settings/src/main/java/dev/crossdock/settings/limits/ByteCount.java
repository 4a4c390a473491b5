package dev.crossdock.settings.limits;

import dev.crossdock.image.Quoted;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts of bytes as people write them: {@code 20MiB}, {@code 1.5GB}, {@code 500000}. */
public final class ByteCount {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) ?([A-Za-z]{0,3})");
    private static final Map<String, Long> UNITS = Map.ofEntries(Map.entry("", 1L), Map.entry("B", 1L),
            Map.entry("kB", 1_000L), Map.entry("MB", 1_000_000L), Map.entry("GB", 1_000_000_000L),
            Map.entry("KiB", 1L << 10), Map.entry("MiB", 1L << 20), Map.entry("GiB", 1L << 30),
            Map.entry("k", 1L << 10), Map.entry("K", 1L << 10), Map.entry("M", 1L << 20), Map.entry("G", 1L << 30));
    private static final BigDecimal MOST = BigDecimal.valueOf(1L << 50);

    private ByteCount() {}

    /** A whole count, 1 or more; a lone letter is binary, as curl has it. Throws IllegalArgumentException. */
    public static long parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        Long unit = parts.matches() ? UNITS.get(parts.group(2)) : null;
        if (unit != null) {
            BigDecimal count = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit));
            if (count.compareTo(BigDecimal.ONE) >= 0 && count.compareTo(MOST) <= 0) {
                return count.longValue();
            }
        }
        throw new IllegalArgumentException(
                "\"%s\": wanted a number of bytes, 1 and more, as in 20MiB, 1.5GB or 500000".formatted(Quoted.capped(
                        text)));
    }
}
