package dev.crossdock.registry.config;

import dev.crossdock.image.Quoted;
import dev.crossdock.registry.content.ContentSettings;
import dev.crossdock.registry.content.ContentSettings.ImmutableRule;
import dev.crossdock.registry.content.ContentSettings.ManifestRules;
import dev.crossdock.registry.content.ContentSettings.Pages;
import dev.crossdock.registry.content.ContentSettings.Platforms;
import dev.crossdock.registry.content.ContentSettings.Purging;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code storage.delete}, {@code storage.maintenance}, {@code catalog}, {@code tags}, {@code validation} and
 * {@code crossdock.immutable}: what may become of the content.
 */
final class ContentSection {
    private static final int MAXIMUM_PAGE = 100_000;
    private static final int MAXIMUM_PATTERN = 1_000;

    private ContentSection() {}

    static ContentSettings read(Section top, Section crossdock) {
        Section storage = top.choice("storage");
        Section delete = storage.section("delete");
        delete.keys("enabled");
        Section maintenance = storage.section("maintenance");
        maintenance.keys("uploadpurging", "readonly");
        Section readOnly = maintenance.section("readonly");
        readOnly.keys("enabled");
        return new ContentSettings(delete.flag("enabled", false), readOnly.flag("enabled", false),
                purging(maintenance.section("uploadpurging")), immutable(crossdock), pages(top),
                manifests(top.section("validation")));
    }

    private static Optional<Purging> purging(Section purging) {
        purging.keys("enabled", "age", "interval", "dryrun");
        Purging wanted = new Purging(purging.period("age").orElse(Purging.USUAL.age()),
                purging.period("interval").orElse(Purging.USUAL.interval()), purging.flag("dryrun", false));
        return purging.flag("enabled", true) ? Optional.of(wanted) : Optional.empty();
    }

    private static List<ImmutableRule> immutable(Section crossdock) {
        return crossdock.sections("immutable").stream().map(rule -> {
            rule.keys("repository", "tags");
            String repository = rule.findText("repository").orElse("**");
            return rule.make("repository", () -> new ImmutableRule(repository, rule.findText("tags").orElse("*")));
        }).toList();
    }

    private static Pages pages(Section top) {
        Section catalog = top.section("catalog");
        catalog.keys("maxentries");
        Section tags = top.section("tags");
        tags.keys("maxtags");
        return new Pages(page(catalog, "maxentries", Pages.USUAL.repositories()), page(tags, "maxtags", Pages.USUAL
                .tags()));
    }

    /** Zero is distribution's way to say: as usual. */
    private static int page(Section section, String key, int usual) {
        return section.number(key, 0, MAXIMUM_PAGE).filter(count -> count > 0).orElse(usual);
    }

    private static ManifestRules manifests(Section validation) {
        validation.keys("enabled", "disabled", "manifests");
        Section manifests = validation.section("manifests");
        manifests.keys("urls", "indexes");
        Section urls = manifests.section("urls");
        urls.keys("allow", "deny");
        Section indexes = manifests.section("indexes");
        indexes.keys("platforms", "platformlist");
        ManifestRules rules = new ManifestRules(urls.all("allow", ContentSection::pattern), urls.all("deny",
                ContentSection::pattern), platforms(indexes));
        return validation.flag("disabled", false)
                ? new ManifestRules(List.of(), List.of(), new Platforms.None())
                : rules;
    }

    private static Platforms platforms(Section indexes) {
        List<String> listed = indexes.sections("platformlist").stream().map(platform -> {
            platform.keys("architecture", "os");
            return platform.text("os") + "/" + platform.text("architecture");
        }).toList();
        if (!listed.isEmpty() && indexes.findText("platforms").filter("list"::equalsIgnoreCase).isEmpty()) {
            indexes.warn("platformlist", "it counts with platforms: list alone");
        }
        return indexes.find("platforms", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "all" -> new Platforms.All();
            case "none" -> new Platforms.None();
            case "list" -> new Platforms.Listed(listed);
            default -> throw new IllegalArgumentException("\"%s\": wanted all, none or list".formatted(Quoted.capped(
                    text)));
        }).orElseGet(Platforms.All::new);
    }

    private static Pattern pattern(String text) {
        try {
            if (text.length() <= MAXIMUM_PATTERN) {
                return Pattern.compile(text);
            }
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("\"%s\": wanted a regular expression: %s".formatted(Quoted.capped(text),
                    e.getDescription()), e);
        }
        throw new IllegalArgumentException("wanted a regular expression of at most %d characters".formatted(
                MAXIMUM_PATTERN));
    }
}
