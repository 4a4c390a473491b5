package dev.crossdock.settings;

/** Text of a configuration in a message: capped, and without characters that would break the one line. */
final class Quoted {
    private static final int MAXIMUM_CHARACTERS = 160;

    private Quoted() {}

    static String capped(String text) {
        String head = text.length() <= MAXIMUM_CHARACTERS ? text : text.substring(0, MAXIMUM_CHARACTERS) + "…";
        return head.replaceAll("\\p{Cntrl}", "?");
    }
}
