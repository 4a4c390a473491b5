package dev.crossdock.registry.access.password;

import dev.crossdock.image.Quoted;
import dev.crossdock.registry.watch.UnusableFileException;
import dev.crossdock.registry.watch.Watched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of users, as {@code htpasswd -B} writes it. */
record HtpasswdFile(Path path) {
    /** Each step doubles the time of a log-in: at 10 it takes about 0.1 s, at this several seconds. */
    static final int MAXIMUM_COST = 16;

    private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(?<cost>\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final Pattern USER = Pattern.compile("[^:\\p{Cntrl}]{1,255}");

    /**
     * By the user's name, the hash as it stands in the file. As by distribution, a line that cannot be used keeps nobody
     * out but its user, and of two for a user the last counts; the warnings name each. Throws where no line can be used.
     */
    Map<String, String> read(Consumer<String> warnings) throws IOException {
        if (!Files.exists(path)) {
            throw new UnusableFileException(
                    "htpasswd file %s: there is no such file; make it with htpasswd -Bc %s NAME,"
                            .formatted(path, path) + " or let crossdock registry init make it");
        }
        Map<String, String> users = new HashMap<>();
        List<String> problems = new ArrayList<>();
        int number = 0;
        String text = new String(Watched.bytes("htpasswd file", path), StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                String place = "%s:%d: ".formatted(path, number);
                added(users, stripped).ifPresent(problem -> problems.add(place + problem));
            }
        }
        if (users.isEmpty() && !problems.isEmpty()) {
            throw new UnusableFileException(problems.getFirst());
        }
        problems.forEach(warnings);
        return Map.copyOf(users);
    }

    /** Empty where the line is as it should be. */
    private Optional<String> added(Map<String, String> users, String line) {
        int colon = line.indexOf(':');
        String user = line.substring(0, Math.max(colon, 0));
        if (!USER.matcher(user).matches()) {
            return Optional.of("wanted a line such as NAME:HASH, as htpasswd -B writes it");
        }
        String hash = line.substring(colon + 1);
        Matcher form = HASH.matcher(hash);
        boolean isRepeated = users.remove(user) != null;
        if (!form.matches()) {
            return Optional
                    .of(("user \"%s\" has a hash of %s and is not let in, wanted bcrypt: run htpasswd -B %s NAME "
                            + "for each such user").formatted(Quoted.capped(user), kind(hash), path));
        }
        if (Integer.parseInt(form.group("cost")) > MAXIMUM_COST) {
            return Optional
                    .of(("user \"%s\" has a bcrypt hash of cost %s and is not let in, wanted at most %d: a log-in "
                            + "would take minutes").formatted(Quoted.capped(user), form.group("cost"), MAXIMUM_COST));
        }
        users.put(user, hash);
        return isRepeated
                ? Optional.of("user \"%s\" stands here a second time: this line counts".formatted(Quoted.capped(user)))
                : Optional.empty();
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
