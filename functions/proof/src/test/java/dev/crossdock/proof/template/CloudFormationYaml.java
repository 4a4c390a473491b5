package dev.crossdock.proof.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** YAML with CloudFormation's tags into maps, lists and scalars: {@code !Sub x} becomes {@code {Fn::Sub: x}}. */
final class CloudFormationYaml {
    private CloudFormationYaml() {}

    static Object read(String text) {
        Node root = new Compose(LoadSettings.builder().setLabel("template").build()).composeString(text)
                .orElseThrow(() -> new IllegalArgumentException("template: got nothing, wanted a mapping"));
        return value(root);
    }

    private static Object value(Node node) {
        String tag = node.getTag().getValue();
        if (!tag.startsWith("!")) {
            return plain(node);
        }
        String name = tag.substring(1);
        Object argument = plain(node);
        if (name.equals("GetAtt") && argument instanceof String dotted) {
            argument = List.of((Object[]) dotted.split("\\.", 2));
        }
        return Map.of(name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name, argument);
    }

    private static Object plain(Node node) {
        return switch (node) {
            case MappingNode mapping -> mapping(mapping);
            case SequenceNode sequence -> sequence.getValue().stream().map(CloudFormationYaml::value).toList();
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new IllegalArgumentException("%s: got a %s, wanted a mapping, a list or a scalar"
                    .formatted(place(node), node.getNodeType()));
        };
    }

    private static Map<String, Object> mapping(MappingNode mapping) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            String key = ((ScalarNode) entry.getKeyNode()).getValue();
            if (values.putIfAbsent(key, value(entry.getValueNode())) != null) {
                throw new IllegalArgumentException(
                        "%s: %s stands there twice".formatted(place(entry.getKeyNode()), key));
            }
        }
        return values;
    }

    private static Object scalar(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        if (tag.equals(Tag.INT)) {
            return Long.valueOf(text);
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(text);
        }
        if (tag.equals(Tag.NULL)) {
            throw new IllegalArgumentException(place(scalar) + ": got nothing, wanted a value");
        }
        return text;
    }

    private static String place(Node node) {
        return node.getStartMark().map(mark -> "line " + (mark.getLine() + 1)).orElse("template");
    }
}
