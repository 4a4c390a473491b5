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
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
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

    private YamlMap parse(String text) {
        try {
            checkBounds(text);
            Optional<Node> top = new Compose(load).composeString(text);
            if (top.isPresent() && top.get() instanceof MappingNode map) {
                checkKeys(map, Collections.newSetFromMap(new IdentityHashMap<>()));
                return new YamlMap(name, "", map);
            }
        } catch (MarkedYamlEngineException e) {
            throw new SettingsException(
                    "%s: %s".formatted(place(name, e.getProblemMark()), problem(e)));
        } catch (YamlEngineException e) {
            throw new SettingsException("%s: %s".formatted(name, Quoted.capped(String.valueOf(e.getMessage()))));
        }
        throw new SettingsException("%s:1:1: wanted a map of keys and values".formatted(name));
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

    /** The file with line and column, both counted from 1, as editors do. */
    static String place(String name, Optional<Mark> mark) {
        return mark.map(m -> "%s:%d:%d".formatted(name, m.getLine() + 1, m.getColumn() + 1)).orElse(name);
    }
}
