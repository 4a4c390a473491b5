package dev.crossdock.registry.config;

import dev.crossdock.image.Quoted;
import dev.crossdock.settings.SettingsException;
import dev.crossdock.settings.YamlDocument;
import dev.crossdock.settings.YamlMap;
import dev.crossdock.settings.limits.ByteCount;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A map of {@code config.yml}, read as Go reads it: text without characters is none, yes is true. */
final class Section {
    private static final long MAXIMUM_COUNT = 1L << 50;
    private static final Set<String> TRUE = Set.of("y", "yes", "true", "on");
    private static final Set<String> FALSE = Set.of("n", "no", "false", "off");

    private final YamlMap map;
    private final Reading reading;

    /**
     * What goes on around all sections.
     *
     * @param config   the file
     * @param warnings of what has no effect
     */
    record Reading(Path config, Consumer<String> warnings) {}

    Section(YamlMap map, Reading reading) {
        this.map = map;
        this.reading = reading;
    }

    /**
     * Throws where any other key stands here, unless it is there only because a variable is called so. Warns of each key
     * that stands here without effect.
     *
     * @param effective keys
     * @param ignored   keys, with the reason
     */
    void keys(List<String> effective, Map<String, String> ignored) {
        List<String> known = new ArrayList<>(effective);
        ignored.keySet().stream().sorted().forEach(known::add);
        String wanted = String.join(", ", known);
        for (String key : map.keys()) {
            String origin = map.origin(key);
            if (!known.contains(key) && Overrides.leadsTo(origin, map.pathOf(key))) {
                reading.warnings().accept("%s is ignored: there is no key %s, only %s".formatted(origin,
                        Quoted.capped(map.pathOf(key)), wanted));
                known.add(key);
            }
        }
        map.onlyKeys(known);
        map.keys().stream().filter(ignored::containsKey).forEach(key -> warn(key, String.valueOf(ignored.get(key))));
    }

    void keys(String... effective) {
        keys(List.of(effective), Map.of());
    }

    /** Throws where any other key stands here, whether it came from the file or from the name of a variable. */
    void strictKeys(String... effective) {
        map.onlyKeys(effective);
    }

    /** Says that a key has no effect. */
    void warn(String key, String why) {
        reading.warnings().accept(map.problem(key, "is ignored: " + why).getMessage());
    }

    /** Says what a key, or its absence, leads to that its reader may not expect. */
    void note(String key, String what) {
        reading.warnings().accept(map.problem(key, what).getMessage());
    }

    /** The keys that stand here, with or without a value. */
    Set<String> keys() {
        return map.keys();
    }

    /** Whether anything stands under the key. */
    boolean has(String key) {
        return map.has(key);
    }

    /** The section under a key; an empty one where there is none. */
    Section section(String key) {
        return of(map.findMap(key));
    }

    /** The same, where a text alone names the one key of the section. */
    Section choice(String key) {
        return of(map.findChoice(key));
    }

    private Section of(Optional<YamlMap> found) {
        return new Section(found.orElseGet(() -> YamlDocument.parse(reading.config().toString(), "{}")), reading);
    }

    /** The sections in the list under a key. */
    List<Section> sections(String key) {
        return map.maps(key).stream().map(each -> new Section(each, reading)).toList();
    }

    <T> T read(String key, Function<String, T> reader) {
        return find(key, reader).orElseThrow(() -> problem(key, "is missing"));
    }

    String text(String key) {
        return read(key, Function.identity());
    }

    <T> Optional<T> find(String key, Function<String, T> reader) {
        return map.find(key, text -> text.isEmpty() ? Optional.<T>empty() : Optional.of(reader.apply(text)))
                .flatMap(Function.identity());
    }

    Optional<String> findText(String key) {
        return find(key, Function.identity());
    }

    <T> List<T> all(String key, Function<String, T> reader) {
        return map.readAll(key, reader);
    }

    List<String> texts(String key) {
        return all(key, Function.identity());
    }

    boolean flag(String key, boolean otherwise) {
        return find(key, Section::flag).orElse(otherwise);
    }

    private static boolean flag(String text) {
        // As YAML 1.1 and Go's reader have it: three ways to write each, and no other mixture of capitals.
        String lower = text.toLowerCase(Locale.ROOT);
        boolean isWritten = text.equals(lower) || text.equals(text.toUpperCase(Locale.ROOT))
                || text.substring(1).equals(lower.substring(1));
        if (isWritten && TRUE.contains(lower)) {
            return true;
        }
        if (isWritten && FALSE.contains(lower)) {
            return false;
        }
        throw new IllegalArgumentException("\"%s\": wanted true or false (or yes, no, on, off)".formatted(
                Quoted.capped(text)));
    }

    Optional<Integer> number(String key, int minimum, int maximum) {
        return has(key) ? map.findNumber(key, minimum, maximum).map(Math::toIntExact) : Optional.empty();
    }

    /** An address. Java's own message would quote all of it, with the password that should not stand there. */
    Optional<URI> address(String key) {
        return find(key, Section::uri);
    }

    static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "wanted an address such as https://registry.example.com: %s at character %d"
                            .formatted(e.getReason(), e.getIndex() + 1),
                    e);
        }
    }

    /** A count, as a plain number. */
    Optional<Long> count(String key) {
        return has(key) ? map.findNumber(key, 0, MAXIMUM_COUNT) : Optional.empty();
    }

    /** A count of bytes as people write it: {@code 32KiB}. */
    Optional<Long> bytes(String key) {
        return find(key, ByteCount::parse);
    }

    /** A duration of 0 or more. */
    Optional<Duration> duration(String key) {
        return find(key, GoDuration::parse);
    }

    /** A duration above 0. */
    Optional<Duration> period(String key) {
        return find(key, text -> {
            Duration duration = GoDuration.parse(text);
            if (!duration.isPositive()) {
                throw new IllegalArgumentException("wanted a duration above 0");
            }
            return duration;
        });
    }

    /** A path, which counts from the file's folder. */
    Optional<Path> path(String key) {
        return find(key, this::resolved);
    }

    List<Path> paths(String key) {
        return all(key, this::resolved);
    }

    private Path resolved(String text) {
        return reading.config().toAbsolutePath().resolveSibling(text).normalize();
    }

    /**
     * The folder under a key, which distribution lets count from where it was started: an error where that one is there and
     * ours is not, for the registry would start without its images. Who writes {@code ./} of a new one means this file's.
     */
    Optional<Path> folder(String key) {
        Optional<String> text = findText(key);
        Optional<Path> ours = path(key);
        Optional<Path> theirs = text.map(given -> Path.of("").toAbsolutePath().resolve(given).normalize());
        boolean isOurs = ours.filter(Files::exists).isPresent();
        boolean isTheirs = theirs.filter(Files::exists).isPresent();
        boolean isMeant = isOurs || text.filter(given -> given.startsWith("./")).isPresent();
        if (ours.isEmpty() || theirs.isEmpty() || ours.equals(theirs) || (isMeant && !isTheirs)) {
            return ours;
        }
        String both = "counts from this file's folder, which makes it %s; distribution has it count from where it is "
                .formatted(ours.get()) + "started, which makes it %s: wanted the whole path".formatted(theirs.get());
        if (isTheirs && !isOurs) {
            throw problem(key, both);
        }
        note(key, both);
        return ours;
    }

    /** Runs what makes a value of several keys; its IllegalArgumentException becomes a problem of one of them. */
    <T> T make(String key, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw problem(key, String.valueOf(e.getMessage()));
        }
    }

    SettingsException problem(String key, String why) {
        return map.problem(key, why);
    }
}
