package dev.crossdock.registry.content;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Manifest;
import dev.crossdock.image.Quoted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What may become of the content.
 *
 * @param deleteEnabled whether clients may delete
 * @param readOnly      whether clients may only read
 * @param purging       when uploads go that nobody finishes; never, if empty
 * @param immutable     tags that can be put only once
 * @param pages         how much one answer lists
 * @param manifests     which manifests are taken
 */
public record ContentSettings(boolean deleteEnabled, boolean readOnly, Optional<Purging> purging,
        List<ImmutableRule> immutable, Pages pages, ManifestRules manifests) {
    /** Distribution's, where nothing is configured. */
    public static final ContentSettings USUAL = new ContentSettings(false, false, Optional.of(Purging.USUAL), List.of(),
            Pages.USUAL, ManifestRules.ALL);

    /** Copies the list in. */
    public ContentSettings {
        immutable = List.copyOf(immutable);
    }

    /** The same, where clients may delete or may not. */
    public ContentSettings deletable(boolean enabled) {
        return new ContentSettings(enabled, readOnly, purging, immutable, pages, manifests);
    }

    /**
     * When uploads go that nobody finishes.
     *
     * @param age      since they began
     * @param interval between two looks
     * @param dryRun   whether they are only told of
     */
    public record Purging(Duration age, Duration interval, boolean dryRun) {
        /** Distribution's. */
        public static final Purging USUAL = new Purging(Duration.ofDays(7), Duration.ofDays(1), false);

        /** Throws IllegalArgumentException for a time that is not positive. */
        public Purging {
            if (!age.isPositive() || !interval.isPositive()) {
                throw new IllegalArgumentException("uploadpurging: wanted a positive age (%s) and interval (%s)"
                        .formatted(age, interval));
            }
        }
    }

    /**
     * Tags that can be put only once, by patterns with {@code *}, which stops at a slash, and {@code **}, which does not.
     *
     * @param repository pattern of names
     * @param tags       pattern of tags
     */
    public record ImmutableRule(String repository, String tags) {
        private static final Pattern GLOB = Pattern.compile("[A-Za-z0-9._/*-]{1,256}");

        /** Throws IllegalArgumentException for what no name or tag could fit. */
        public ImmutableRule {
            for (String glob : List.of(repository, tags)) {
                if (!GLOB.matcher(glob).matches()) {
                    throw new IllegalArgumentException("\"%s\": wanted a pattern such as team/** or v*"
                            .formatted(Quoted.capped(glob)));
                }
            }
        }
    }

    /**
     * How much one answer lists.
     *
     * @param repositories the most, where a client asks for more it is refused
     * @param tags         the most, where a client asks for more it gets these
     */
    public record Pages(int repositories, int tags) {
        /** Distribution's. */
        public static final Pages USUAL = new Pages(1_000, 1_000);

        /** Throws IllegalArgumentException for a page that holds nothing. */
        public Pages {
            if (repositories < 1 || tags < 1) {
                throw new IllegalArgumentException("pages: wanted 1 or more repositories (%d) and tags (%d)"
                        .formatted(repositories, tags));
            }
        }
    }

    /**
     * Which manifests are taken.
     *
     * @param allow     one of these has to be found in each address that a layer names; any will do, if empty
     * @param deny      none of these may be found there
     * @param platforms of an index have to be here already
     */
    public record ManifestRules(List<Pattern> allow, List<Pattern> deny, Platforms platforms) {
        /** The longest address that is held against them. */
        private static final int MAXIMUM_URL = 2_048;
        /** The most addresses of a manifest that are. */
        private static final int MAXIMUM_URLS = 1_000;

        /** With all their platforms, and any address. */
        public static final ManifestRules ALL = new ManifestRules(List.of(), List.of(), new Platforms.All());

        /** Copies the lists in. */
        public ManifestRules {
            allow = List.copyOf(allow);
            deny = List.copyOf(deny);
        }

        /** An address that a layer names and that no manifest may name; some expressions take long, so it is not a long one. */
        public Optional<String> refused(Manifest manifest) {
            if ((allow.isEmpty() && deny.isEmpty()) || !(manifest instanceof Manifest.Image image)) {
                return Optional.empty();
            }
            List<String> urls = image.layers().stream().flatMap(layer -> layer.urls().stream()).toList();
            return urls.size() > MAXIMUM_URLS
                    ? Optional.of("more than %d addresses".formatted(MAXIMUM_URLS))
                    : urls.stream().filter(url -> !isAllowed(url)).findFirst();
        }

        private boolean isAllowed(String url) {
            return url.length() <= MAXIMUM_URL
                    && (allow.isEmpty() || allow.stream().anyMatch(pattern -> pattern.matcher(url).find()))
                    && deny.stream().noneMatch(pattern -> pattern.matcher(url).find());
        }
    }

    /** The images of an index that have to be here before it. */
    public sealed interface Platforms {
        /** Whether this entry of an index is one of them. */
        boolean include(Descriptor entry);

        /** Every one. */
        record All() implements Platforms {
            @Override
            public boolean include(Descriptor entry) {
                return true;
            }
        }

        /** None. */
        record None() implements Platforms {
            @Override
            public boolean include(Descriptor entry) {
                return false;
            }
        }

        /** Those for one of these, written {@code os/architecture}. */
        record Listed(List<String> platforms) implements Platforms {
            /** Copies the list in. */
            public Listed {
                platforms = List.copyOf(platforms);
            }

            @Override
            public boolean include(Descriptor entry) {
                return entry.platform().map(it -> it.os() + "/" + it.architecture()).filter(platforms::contains)
                        .isPresent();
            }
        }
    }
}
