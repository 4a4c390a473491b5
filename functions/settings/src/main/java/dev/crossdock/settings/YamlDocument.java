package dev.crossdock.settings;

import dev.crossdock.image.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** One YAML 1.2 document whose top is a map. Every key is text, and stands in its map once. */
public final class YamlDocument {
    /** The largest file, in bytes. */
    public static final int MAXIMUM_BYTES = 1 << 20;
    /** The most levels of maps and lists. */
    public static final int MAXIMUM_DEPTH = 32;
    /** The most aliases: they are allowed, but not to let a small file mean a large one. */
    public static final int MAXIMUM_ALIASES = 100;

    private final String name;
    private final LoadSettings load;

    private YamlDocument(String name) {
        this.name = name;
        this.load = LoadSettings.builder().setLabel(name).setCodePointLimit(MAXIMUM_BYTES)
                .setMaxAliasesForCollections(MAXIMUM_ALIASES).setSchema(new CoreSchema()).setAllowNonScalarKeys(true)
                .build();
    }

    /** Reads a file. Throws {@link SettingsException} where there is none, or where it is not such a document. */
    public static YamlMap read(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAXIMUM_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new SettingsException("%s: there is no such file".formatted(file));
        } catch (IOException e) {
            throw new SettingsException("%s: cannot be read: %s".formatted(file, e.getMessage()));
        }
        if (bytes.length > MAXIMUM_BYTES) {
            throw new SettingsException("%s: wanted at most %d bytes".formatted(file, MAXIMUM_BYTES));
        }
        try {
            return parse(file.toString(),
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            throw new SettingsException("%s: wanted UTF-8 text".formatted(file));
        }
    }

    /**
     * Reads text. Throws {@link SettingsException} where it is not such a document.
     *
     * @param name of the text, which problems are named after
     */
    public static YamlMap parse(String name, String text) {
        return new YamlDocument(name).parse(text);
    }

    /** Whatever the text holds, also where that is no map; empty for a text without a value. */
    static Optional<Node> compose(String name, String text) {
        if (text.length() > MAXIMUM_BYTES) {
            throw new SettingsException("%s: wanted at most %d characters".formatted(name, MAXIMUM_BYTES));
        }
        return new YamlDocument(name).compose(text);
    }

    private YamlMap parse(String text) {
        Optional<Node> top = compose(text);
        if (top.isPresent() && top.get() instanceof MappingNode map) {
            return new YamlMap(name, "", map);
        }
        throw new SettingsException("%s:1:1: wanted a map of keys and values".formatted(name));
    }

    private Optional<Node> compose(String text) {
        try {
            checkBounds(text);
            Optional<Node> top = new Compose(load).composeString(text);
            top.ifPresent(node -> checkKeys(node, Collections.newSetFromMap(new IdentityHashMap<>())));
            return top;
        } catch (MarkedYamlEngineException e) {
            throw new SettingsException(
                    "%s: %s".formatted(place(name, e.getProblemMark()), problem(e)));
        } catch (YamlEngineException e) {
            throw new SettingsException("%s: %s".formatted(name, Quoted.capped(String.valueOf(e.getMessage()))));
        }
    }

    /** A password without quotes may look like an alias or a tag: neither is ever told by its name. */
    private static String problem(MarkedYamlEngineException e) {
        if (e.getProblem().startsWith("found undefined alias")) {
            return "undefined YAML alias; text that begins with * wants quotes";
        }
        String context = e.getContext();
        return Quoted.capped(context == null || context.isBlank() ? e.getProblem() : context + ": " + e.getProblem());
    }

    /** Before the composer, which calls itself for each level. */
    private void checkBounds(String text) {
        int depth = 0;
        int aliases = 0;
        for (Event event : new Parse(load).parseString(text)) {
            switch (event) {
                case CollectionStartEvent _ -> depth++;
                case CollectionEndEvent _ -> depth--;
                case AliasEvent _ -> aliases++;
                default -> {
                }
            }
            if (depth > MAXIMUM_DEPTH || aliases > MAXIMUM_ALIASES) {
                throw new SettingsException("%s: wanted at most %d levels and %d aliases"
                        .formatted(place(name, event.getStartMark()), MAXIMUM_DEPTH, MAXIMUM_ALIASES));
            }
        }
    }

    private void checkKeys(Node node, Set<Node> seen) {
        if (!seen.add(node)) {
            return;
        }
        if (!node.getTag().getValue().startsWith(Tag.PREFIX)) {
            throw new SettingsException("%s: unknown YAML tag; text that begins with ! wants quotes"
                    .formatted(place(name, node.getStartMark())));
        }
        switch (node) {
            case MappingNode map -> checkKeys(map, seen);
            case SequenceNode list -> list.getValue().forEach(item -> checkKeys(item, seen));
            default -> {
            }
        }
    }

    private void checkKeys(MappingNode map, Set<Node> seen) {
        Map<String, Node> keys = new HashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                throw new SettingsException("%s: wanted text for a key".formatted(place(name, key.getStartMark())));
            }
            Node first = keys.putIfAbsent(scalar.getValue(), key);
            if (first != null) {
                throw new SettingsException("%s: key \"%s\" stands here a second time, first in line %d".formatted(
                        place(name, key.getStartMark()), Quoted.capped(scalar.getValue()),
                        first.getStartMark().map(mark -> mark.getLine() + 1).orElse(0)));
            }
            checkKeys(tuple.getValueNode(), seen);
        }
    }

    /** The text that it stands in, with line and column, both counted from 1, as editors do. */
    static String place(String name, Optional<Mark> mark) {
        return mark.map(m -> "%s:%d:%d".formatted(m.getName(), m.getLine() + 1, m.getColumn() + 1)).orElse(name);
    }

    /** A value that takes a place in another document; both are left as they are. */
    static final class Graft {
        private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

        private final String name;
        private final Node value;

        Graft(String name, String text) {
            this.name = name;
            this.value = compose(name, text).orElseGet(this::nothing);
        }

        /** The map that a text alone stands for: the text is its one key. */
        static MappingNode choice(ScalarNode text) {
            Node nothing = new ScalarNode(Tag.NULL, true, "", ScalarStyle.PLAIN, text.getStartMark(),
                    text.getEndMark());
            return new MappingNode(Tag.MAP, true, isNothing(text) ? List.of() : List.of(new NodeTuple(text, nothing)),
                    FlowStyle.BLOCK, text.getStartMark(), text.getEndMark());
        }

        Node onto(Node old, List<String> place) {
            if (place.isEmpty()) {
                return value;
            }
            if (place.size() > MAXIMUM_DEPTH) {
                throw new SettingsException("%s: wanted at most %d levels".formatted(name, MAXIMUM_DEPTH));
            }
            return switch (old) {
                case MappingNode map -> ontoMap(map, place);
                case SequenceNode list -> ontoList(list, place);
                case ScalarNode none when isNothing(none) && NUMBER.matcher(place.getFirst()).matches() ->
                    ontoList(new SequenceNode(Tag.SEQ, true, List.of(), FlowStyle.BLOCK, mark(), mark()), place);
                case ScalarNode text -> ontoMap(choice(text), place);
                default -> throw new SettingsException("%s: nothing can stand below that".formatted(name));
            };
        }

        private Node ontoMap(MappingNode map, List<String> place) {
            List<NodeTuple> entries = new ArrayList<>(map.getValue());
            List<String> rest = place.subList(1, place.size());
            for (int i = 0; i < entries.size(); i++) {
                NodeTuple entry = entries.get(i);
                if (((ScalarNode) entry.getKeyNode()).getValue().equalsIgnoreCase(place.getFirst())) {
                    entries.set(i, new NodeTuple(entry.getKeyNode(), onto(entry.getValueNode(), rest)));
                    return with(map, entries);
                }
            }
            Node key = new ScalarNode(Tag.STR, true, place.getFirst().toLowerCase(Locale.ROOT), ScalarStyle.PLAIN,
                    mark(), mark());
            entries.add(new NodeTuple(key, onto(nothing(), rest)));
            return with(map, entries);
        }

        private static Node with(MappingNode map, List<NodeTuple> entries) {
            return new MappingNode(map.getTag(), true, entries, map.getFlowStyle(), map.getStartMark(),
                    map.getEndMark());
        }

        private Node ontoList(SequenceNode list, List<String> place) {
            List<Node> items = new ArrayList<>(list.getValue());
            String number = place.getFirst();
            if (!NUMBER.matcher(number).matches() || Integer.parseInt(number) > items.size()) {
                throw new SettingsException(
                        "%s: \"%s\": wanted the number of an item, 0 to %d; the last of these appends"
                                .formatted(name, Quoted.capped(number), items.size()));
            }
            int index = Integer.parseInt(number);
            if (index == items.size()) {
                items.add(nothing());
            }
            items.set(index, onto(items.get(index), place.subList(1, place.size())));
            return new SequenceNode(list.getTag(), true, items, list.getFlowStyle(), list.getStartMark(),
                    list.getEndMark());
        }

        private static boolean isNothing(ScalarNode text) {
            return text.getTag().equals(Tag.NULL);
        }

        private ScalarNode nothing() {
            return new ScalarNode(Tag.NULL, true, "", ScalarStyle.PLAIN, mark(), mark());
        }

        private Optional<Mark> mark() {
            return Optional.of(new Mark(name, 0, 0, 0, new int[0], 0));
        }
    }
}
