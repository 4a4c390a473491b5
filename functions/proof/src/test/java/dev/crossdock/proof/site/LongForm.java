package dev.crossdock.proof.site;

import java.util.Random;

/** How long the long trials are: 1 is the whole, a shortened form is a fraction of it, never less than what tells. */
public final class LongForm {
    private static final double SCALE = Double.parseDouble(System.getProperty("crossdock.long.scale", "1"));

    private LongForm() {}

    /** So many of the whole, and at least so many. */
    public static int scaled(int whole, int least) {
        return Math.max(least, (int) Math.round(whole * SCALE));
    }

    /** The seed of a trial's random moments, printed so that {@code -Dcrossdock.seed} can repeat them. */
    public static Random random(String trial) {
        String given = System.getProperty("crossdock.seed");
        long seed = given == null ? System.nanoTime() : Long.parseLong(given);
        System.out.printf("%s: -Dcrossdock.seed=%d%n", trial, seed);
        return new Random(seed);
    }
}
