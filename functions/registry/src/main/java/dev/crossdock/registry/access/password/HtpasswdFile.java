package dev.crossdock.registry.access.password;

import dev.crossdock.image.Quoted;
import dev.crossdock.registry.watch.UnusableFileException;
import dev.crossdock.registry.watch.Watched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of users, as {@code htpasswd -B} writes it. */
record HtpasswdFile(Path path) {
    /** Each step doubles the time of a log-in: at 10 it takes about 0.1 s, at this several seconds. */
    static final int MAXIMUM_COST = 16;

    private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(?<cost>\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final Pattern USER = Pattern.compile("[^:\\p{Cntrl}]{1,255}");

    /** By the user's name, the hash as it stands in the file. */
    Map<String, String> read() throws IOException {
        if (!Files.exists(path)) {
            throw new UnusableFileException(
                    "htpasswd file %s: there is no such file; make it with htpasswd -Bc %s NAME,"
                            .formatted(path, path) + " or let crossdock registry init make it");
        }
        Map<String, String> users = new HashMap<>();
        int number = 0;
        String text = new String(Watched.bytes("htpasswd file", path), StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                add(users, stripped, number);
            }
        }
        return Map.copyOf(users);
    }

    private void add(Map<String, String> users, String line, int number) throws UnusableFileException {
        int colon = line.indexOf(':');
        String user = line.substring(0, Math.max(colon, 0));
        if (!USER.matcher(user).matches()) {
            throw new UnusableFileException("%s:%d: wanted a line such as NAME:HASH, as htpasswd -B writes it"
                    .formatted(path, number));
        }
        String hash = line.substring(colon + 1);
        Matcher form = HASH.matcher(hash);
        if (!form.matches()) {
            throw new UnusableFileException(
                    "%s:%d: user \"%s\" has a hash of %s, wanted bcrypt: run htpasswd -B %s NAME for each such user"
                            .formatted(path, number, Quoted.capped(user), kind(hash), path));
        }
        if (Integer.parseInt(form.group("cost")) > MAXIMUM_COST) {
            throw new UnusableFileException(
                    "%s:%d: user \"%s\" has a bcrypt hash of cost %s, wanted at most %d: a log-in would take minutes"
                            .formatted(path, number, Quoted.capped(user), form.group("cost"), MAXIMUM_COST));
        }
        if (users.putIfAbsent(user, hash) != null) {
            throw new UnusableFileException("%s:%d: user \"%s\" stands here a second time".formatted(path, number,
                    Quoted.capped(user)));
        }
    }

    /** What the hash is, by its beginning; the hash itself is told to nobody. */
    private static String kind(String hash) {
        if (hash.startsWith("$apr1$") || hash.startsWith("$1$")) {
            return "MD5 (apr1)";
        }
        if (hash.startsWith("{SHA}")) {
            return "SHA-1";
        }
        if (hash.startsWith("$5$")) {
            return "SHA-256 crypt";
        }
        if (hash.startsWith("$6$")) {
            return "SHA-512 crypt";
        }
        return hash.startsWith("$2") ? "a broken form of bcrypt" : "an unknown kind, perhaps crypt or plain text";
    }
}
