package dev.crossdock.plan.extent;

import dev.crossdock.image.Quoted;
import java.util.List;
import java.util.Optional;

/**
 * Which of the things that belong to an image are copied with it.
 *
 * @param wanted whether any
 * @param types  the artifact types that are wanted, sorted; all of them where none is named
 */
public record ReferrerFilter(boolean wanted, List<String> types) {
    /** The most types that one filter names. */
    public static final int MAXIMUM_TYPES = 32;
    private static final int MAXIMUM_TYPE_LENGTH = 255;

    /** Whatever belongs to the image. */
    public static final ReferrerFilter ALL = new ReferrerFilter(true, List.of());
    /** Nothing. */
    public static final ReferrerFilter NONE = new ReferrerFilter(false, List.of());

    /** Sorts the types. Throws IllegalArgumentException for a type that is none, or for too many. */
    public ReferrerFilter {
        types = types.stream().distinct().sorted().toList();
        if (types.size() > MAXIMUM_TYPES) {
            throw new IllegalArgumentException(
                    "%d artifact types: wanted at most %d".formatted(types.size(), MAXIMUM_TYPES));
        }
        types.forEach(ReferrerFilter::requireType);
    }

    /** Those of these types, and what belongs to them. */
    public static ReferrerFilter of(List<String> types) {
        return types.isEmpty() ? ALL : new ReferrerFilter(true, types);
    }

    /** Gives back an artifact type; throws IllegalArgumentException, quoting it, where it is none. */
    public static String requireType(String type) {
        if (type.length() > MAXIMUM_TYPE_LENGTH || !type.matches("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")) {
            throw new IllegalArgumentException(
                    "artifact type \"%s\": wanted a media type, such as application/spdx+json"
                            .formatted(Quoted.capped(type)));
        }
        return type;
    }

    /** Whether something of this type is wanted. */
    public boolean admits(String type) {
        return wanted && (types.isEmpty() || types.contains(type));
    }

    /** The one type that is wanted, where it is one: a registry may leave out all others. */
    public Optional<String> onlyType() {
        return types.size() == 1 ? Optional.of(types.getFirst()) : Optional.empty();
    }
}
