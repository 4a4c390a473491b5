package dev.crossdock.image;

import java.util.List;
import java.util.Optional;

/**
 * What an image of an index runs on (OCI image spec, image-index.md, "platform").
 *
 * @param os           as Go names it: {@code linux}
 * @param architecture as Go names it: {@code amd64}
 * @param variant      of the CPU: {@code v8}
 * @param osVersion    of the operating system; only Windows images have one
 * @param osFeatures   that the image wants, such as {@code win32k}
 */
public record Platform(String os, String architecture, Optional<String> variant, Optional<String> osVersion,
        List<String> osFeatures) {
    /** Copies the list in. */
    public Platform {
        osFeatures = List.copyOf(osFeatures);
    }

    /** A platform of operating system and architecture alone. */
    public Platform(String os, String architecture) {
        this(os, architecture, Optional.empty(), Optional.empty(), List.of());
    }

    /** Reads {@code os/architecture[/variant]}; throws IllegalArgumentException, quoting the text. */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        boolean whole = parts.length == 2 || parts.length == 3;
        for (String part : parts) {
            whole &= !part.isBlank();
        }
        if (!whole) {
            throw new IllegalArgumentException(
                    "platform \"%s\": wanted os/architecture or os/architecture/variant, such as linux/arm64"
                            .formatted(Quoted.capped(text)));
        }
        Optional<String> variant = parts.length == 3 ? Optional.of(parts[2]) : Optional.empty();
        return new Platform(parts[0], parts[1], variant, Optional.empty(), List.of());
    }

    /** Whether an image for this platform serves who asks for {@code wanted}: what is not asked for may be anything. */
    public boolean serves(Platform wanted) {
        return os.equals(wanted.os) && architecture.equals(wanted.architecture)
                && (wanted.variant.isEmpty() || wanted.variant.equals(variant))
                && (wanted.osVersion.isEmpty() || wanted.osVersion.equals(osVersion));
    }

    @Override
    public String toString() {
        return os + "/" + architecture + variant.map(v -> "/" + v).orElse("");
    }
}
