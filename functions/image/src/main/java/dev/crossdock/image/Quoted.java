package dev.crossdock.image;

/** Foreign text in a message: capped, and without characters that could forge a line of a log. */
public final class Quoted {
    private static final int MAXIMUM_CHARACTERS = 160;

    private Quoted() {}

    /** The text on one line, cut where it is long. */
    public static String capped(String text) {
        String head = text.length() <= MAXIMUM_CHARACTERS ? text : text.substring(0, MAXIMUM_CHARACTERS) + "…";
        return head.replaceAll("\\p{Cntrl}", "?");
    }
}
