package dev.crossdock.storage;

import java.util.regex.Pattern;

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
    private static final String NAME = "[A-Za-z0-9_][A-Za-z0-9._=+-]{0," + (MAXIMUM_NAME_LENGTH - 1) + "}+";
    private static final Pattern GRAMMAR = Pattern.compile(NAME + "(?:/" + NAME + ")*+");

    /** Throws IllegalArgumentException where the text is no such path. */
    public StoragePath {
        if (text.length() > MAXIMUM_LENGTH || !GRAMMAR.matcher(text).matches()) {
            throw new IllegalArgumentException(("storage path \"%s\": wanted at most %d characters, names of letters, "
                    + "digits and ._=+- that begin with none of .=+-, joined by slashes").formatted(quoted(text),
                            MAXIMUM_LENGTH));
        }
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
