package dev.crossdock.client.http;

/** Foreign text in a message: capped, and without characters that could forge a line of a log. */
final class Printable {
    private static final int MAXIMUM_CHARACTERS = 200;

    private Printable() {}

    static String capped(String text) {
        String head = text.length() <= MAXIMUM_CHARACTERS ? text : text.substring(0, MAXIMUM_CHARACTERS) + "…";
        return head.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]", "?");
    }
}
