package dev.crossdock.proof.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CloudFormation's functions, worked out for one made-up account and given values of the parameters. */
final class Intrinsics {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z0-9:.]+)}");

    private final Tree raw;
    private final Map<String, String> parameters;
    private final Account account;

    Intrinsics(Tree raw, Map<String, String> parameters) {
        this.raw = raw;
        this.parameters = parameters;
        this.account = new Account(this);
    }

    /** Empty where the template takes the value away ({@code AWS::NoValue}). */
    Optional<Object> resolve(Object value) {
        return switch (value) {
            case Map<?, ?> map when isFunction(map) -> call(map.keySet().iterator().next().toString(),
                    map.values().iterator().next());
            case Map<?, ?> map -> Optional.of(entries(map));
            case List<?> list -> Optional.of(list.stream().map(this::resolve).flatMap(Optional::stream).toList());
            default -> Optional.of(value);
        };
    }

    Object resolved(Object value) {
        return resolve(value).orElseThrow(() -> new IllegalArgumentException(value + ": got no value, wanted one"));
    }

    private static boolean isFunction(Map<?, ?> map) {
        return map.size() == 1 && map.keySet().stream().map(Object::toString)
                .allMatch(key -> key.equals("Ref") || key.startsWith("Fn::"));
    }

    private Map<String, Object> entries(Map<?, ?> map) {
        Map<String, Object> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> resolve(value).ifPresent(resolved -> entries.put(key.toString(), resolved)));
        return entries;
    }

    private Optional<Object> call(String function, Object argument) {
        return switch (function) {
            case "Ref" -> reference(argument.toString());
            case "Fn::GetAtt" -> Optional.of(attribute(list(argument)));
            case "Fn::Sub" -> Optional.of(substitute(argument.toString()));
            case "Fn::If" -> resolve(list(argument).get(isTrue(list(argument).getFirst()) ? 1 : 2));
            default -> throw new IllegalArgumentException("got the function %s, which this reader does not know"
                    .formatted(function));
        };
    }

    private Optional<Object> reference(String name) {
        if (name.equals("AWS::NoValue")) {
            return Optional.empty();
        }
        Optional<Tree> resource = raw.find("Resources", name);
        return Optional.of(resource.isPresent() ? account.reference(name, resource.get()) : named(name));
    }

    private String named(String name) {
        return Account.pseudo(name).or(() -> parameter(name)).orElseThrow(() -> new IllegalArgumentException(
                "%s: got a reference to nothing, wanted a parameter or a resource".formatted(name)));
    }

    private Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name))
                .or(() -> raw.find("Parameters", name, "Default").map(Tree::text));
    }

    private Object attribute(List<?> path) {
        return account.attribute(path.get(0).toString(), path.get(1).toString(),
                raw.find("Resources", path.get(0).toString()));
    }

    private String substitute(String text) {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        return placeholder.replaceAll(found -> Matcher.quoteReplacement(placeholder(found.group(1)))).replace("${!",
                "${");
    }

    private String placeholder(String name) {
        String[] parts = name.split("\\.", 2);
        return (parts.length == 2 ? attribute(List.of(parts)) : resolved(Map.of("Ref", name))).toString();
    }

    /** Of a condition by its name, or as it is written. */
    boolean isTrue(Object condition) {
        if (condition instanceof String name) {
            return isTrue(raw.get("Conditions", name).value());
        }
        Map.Entry<?, ?> function = ((Map<?, ?>) condition).entrySet().iterator().next();
        List<?> arguments = list(function.getValue());
        return switch (function.getKey().toString()) {
            case "Fn::Not" -> !isTrue(arguments.getFirst());
            case "Fn::Equals" -> resolved(arguments.get(0)).toString().equals(resolved(arguments.get(1)).toString());
            default -> throw new IllegalArgumentException("got the condition %s, which this reader does not know"
                    .formatted(condition));
        };
    }

    private static List<?> list(Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("got %s, wanted a list".formatted(value));
    }
}
