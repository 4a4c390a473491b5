package dev.crossdock.storage;

/**
 * The place of an object within a driver's root: names joined by slashes. A name begins with a letter, a digit or an
 * underscore, so no path can leave the root, and none can meet a driver's own files, whose names begin with a dot.
 */
public record StoragePath(String text) {
    /** The longest name, in characters; file systems allow 255, of which a writing driver takes 41 for itself. */
    public static final int MAXIMUM_NAME_LENGTH = 255;
    /** The longest path, in characters (S3: 1,024 bytes for a key, of which a root directory takes some). */
    public static final int MAXIMUM_LENGTH = 900;

    private static final int QUOTED_LENGTH = 160;

    /** Throws IllegalArgumentException where the text is no such path. */
    public StoragePath {
        if (text.length() > MAXIMUM_LENGTH || !isPath(text)) {
            throw new IllegalArgumentException(("storage path \"%s\": wanted at most %d characters, names of letters, "
                    + "digits and ._=+- that begin with none of .=+-, joined by slashes").formatted(quoted(text),
                            MAXIMUM_LENGTH));
        }
    }

    /** Names of {@code [A-Za-z0-9_][A-Za-z0-9._=+-]*} between slashes; asked several times for each request. */
    private static boolean isPath(String text) {
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isFit = c == '/' ? i > begin : isWord(c) || (i > begin && "._=+-".indexOf(c) >= 0);
            if (!isFit || i - begin >= MAXIMUM_NAME_LENGTH + (c == '/' ? 1 : 0)) {
                return false;
            }
            begin = c == '/' ? i + 1 : begin;
        }
        return begin < text.length();
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    /** The path of something beneath this one. */
    public StoragePath resolve(String beneath) {
        return new StoragePath(text + "/" + beneath);
    }

    @Override
    public String toString() {
        return text;
    }

    private static String quoted(String text) {
        return text.substring(0, Math.min(text.length(), QUOTED_LENGTH)).replaceAll("\\p{Cntrl}", "?");
    }
}
