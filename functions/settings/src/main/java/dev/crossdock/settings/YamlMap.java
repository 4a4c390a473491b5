package dev.crossdock.settings;

import dev.crossdock.image.Quoted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A map of a YAML document. Whatever is not as asked for is a {@link SettingsException} that says file, line, column, key
 * and what was wanted. Plain scalars are text as written: a tag {@code 1.10} stays that. A key without a value counts as
 * absent.
 */
public final class YamlMap {
    private final String file;
    private final String path;
    private final MappingNode node;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

    YamlMap(String file, String path, MappingNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
        for (NodeTuple tuple : node.getValue()) {
            entries.put(((ScalarNode) tuple.getKeyNode()).getValue(), tuple);
        }
    }

    /** The keys, in the file's order. */
    public Set<String> keys() {
        return new LinkedHashSet<>(entries.keySet());
    }

    /** Whether the key stands here with a value. */
    public boolean has(String key) {
        return value(key) != null;
    }

    /**
     * The same map with another value in one place, which problems name after where that value came from. Keys are found
     * without regard to capitals, items of lists by their number; the number after the last appends. What is not there is
     * made: as a list where the next name is a number. A text on the way is a choice, as in {@link #findChoice}.
     *
     * @param place keys and numbers that lead there
     * @param name  of the text, which problems are named after
     * @param text  of YAML: the value
     */
    public YamlMap with(List<String> place, String name, String text) {
        return new YamlMap(file, path, (MappingNode) new YamlDocument.Graft(name, text).onto(node, place));
    }

    /** What the text is called in which the key stands: the file, unless it came by {@link #with}. */
    public String origin(String key) {
        NodeTuple tuple = entries.get(key);
        return tuple == null ? file : tuple.getKeyNode().getStartMark().map(Mark::getName).orElse(file);
    }

    /** Throws where any other key stands here, naming for each the nearest of these. */
    public void onlyKeys(String... known) {
        onlyKeys(List.of(known));
    }

    /** Throws where any other key stands here, naming for each the nearest of these. */
    public void onlyKeys(Collection<String> known) {
        List<String> problems = new ArrayList<>();
        entries.forEach((key, tuple) -> {
            if (!known.contains(key)) {
                problems.add("%s: %s: unknown key; the nearest known one is \"%s\" (of %s)".formatted(
                        YamlDocument.place(file, tuple.getKeyNode().getStartMark()), Quoted.capped(pathOf(key)),
                        NearestKey.to(key, known), String.join(", ", known)));
            }
        });
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    /** The text under a key, as the reader makes it; an IllegalArgumentException of the reader becomes the problem. */
    public <T> T read(String key, Function<String, T> reader) {
        return find(key, reader).orElseThrow(() -> missing(key));
    }

    /** The same, where the key may be absent. */
    public <T> Optional<T> find(String key, Function<String, T> reader) {
        Node value = value(key);
        return value == null ? Optional.empty() : Optional.of(scalar(key, value, reader));
    }

    /** The texts under a key: a list, or one text alone; none where the key is absent. */
    public <T> List<T> readAll(String key, Function<String, T> reader) {
        Node value = value(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof SequenceNode list)) {
            return List.of(scalar(key, value, reader));
        }
        List<T> texts = new ArrayList<>();
        for (Node item : list.getValue()) {
            texts.add(scalar("%s[%d]".formatted(key, texts.size()), item, reader));
        }
        return List.copyOf(texts);
    }

    /** True or false under a key. */
    public Optional<Boolean> findFlag(String key) {
        return find(key, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException("\"%s\": wanted true or false".formatted(Quoted.capped(text)));
        });
    }

    /** A whole number under a key, within bounds that belong to the range. */
    public Optional<Long> findNumber(String key, long minimum, long maximum) {
        return find(key, text -> {
            if (text.matches("-?[0-9]{1,18}") && Long.parseLong(text) >= minimum && Long.parseLong(text) <= maximum) {
                return Long.parseLong(text);
            }
            throw new IllegalArgumentException(
                    "\"%s\": wanted a whole number from %d to %d".formatted(Quoted.capped(text), minimum, maximum));
        });
    }

    /** Whether a map stands under the key. */
    public boolean hasMap(String key) {
        return value(key) instanceof MappingNode;
    }

    /** The map under a key. */
    public YamlMap map(String key) {
        return findMap(key).orElseThrow(() -> missing(key));
    }

    /** The same, where the key may be absent. */
    public Optional<YamlMap> findMap(String key) {
        Node value = value(key);
        return value == null ? Optional.empty() : Optional.of(map(key, value));
    }

    /** The same; a text alone stands for a map that has it as its one key: {@code storage: s3}. */
    public Optional<YamlMap> findChoice(String key) {
        Node value = value(key);
        return value instanceof ScalarNode text ? Optional.of(map(key, YamlDocument.Graft.choice(text))) : findMap(key);
    }

    /** The maps in the list under a key; none where the key is absent. */
    public List<YamlMap> maps(String key) {
        Node value = value(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof SequenceNode list)) {
            throw problem(key, value, "wanted a list of maps");
        }
        List<YamlMap> maps = new ArrayList<>();
        for (Node item : list.getValue()) {
            maps.add(map("%s[%d]".formatted(key, maps.size()), item));
        }
        return List.copyOf(maps);
    }

    /** A problem with what stands under a key, or with its absence, at its place in the file. */
    public SettingsException problem(String key, String why) {
        Node value = value(key);
        return problem(key, value == null ? node : value, why);
    }

    private SettingsException missing(String key) {
        return problem(key, "is missing");
    }

    private SettingsException problem(String key, Node at, String why) {
        return new SettingsException("%s: %s: %s".formatted(YamlDocument.place(file, at.getStartMark()),
                Quoted.capped(pathOf(key)), why));
    }

    /** The key behind those of the maps that it stands in, as problems name it: {@code http.tls.key}. */
    public String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private @Nullable Node value(String key) {
        NodeTuple tuple = entries.get(key);
        return tuple == null || tuple.getValueNode().getTag().equals(Tag.NULL) ? null : tuple.getValueNode();
    }

    private YamlMap map(String key, Node value) {
        if (value instanceof MappingNode map) {
            return new YamlMap(file, pathOf(key), map);
        }
        throw problem(key, value, "wanted a map of keys and values");
    }

    private <T> T scalar(String key, Node value, Function<String, T> reader) {
        if (!(value instanceof ScalarNode scalar) || value.getTag().equals(Tag.NULL)) {
            throw problem(key, value, "wanted text");
        }
        try {
            return reader.apply(scalar.getValue());
        } catch (IllegalArgumentException e) {
            throw problem(key, value, String.valueOf(e.getMessage()));
        }
    }
}
