package dev.crossdock.cli.copy;

import java.util.Locale;

/** Byte counts as people read them. */
public final class Bytes {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};
    private static final double STEP = 1000;
    /** With one decimal, what is closer to the next unit is shown in it. */
    private static final double ROUNDED_UP = 0.05;

    private Bytes() {}

    /** {@code 1.5 MB}. */
    public static String of(long count) {
        double value = (double) count;
        int unit = 0;
        while (value >= STEP - (unit == 0 ? 0 : ROUNDED_UP) && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return unit == 0 ? count + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
