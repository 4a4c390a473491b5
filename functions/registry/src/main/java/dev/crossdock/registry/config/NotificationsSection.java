package dev.crossdock.registry.config;

import dev.crossdock.image.Quoted;
import dev.crossdock.registry.notifications.EndpointSettings;
import dev.crossdock.registry.notifications.EndpointSettings.Ignored;
import dev.crossdock.registry.notifications.EndpointSettings.Kind;
import dev.crossdock.registry.notifications.EndpointSettings.Retry;
import dev.crossdock.registry.notifications.EndpointSettings.Sending;
import dev.crossdock.registry.notifications.EndpointSettings.Wanted;
import dev.crossdock.registry.guard.Glob;
import dev.crossdock.registry.notifications.NotificationSettings;
import dev.crossdock.registry.notifications.delivery.Format;
import dev.crossdock.registry.notifications.outbox.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code notifications}, with {@code crossdock.notifications}, whose endpoints go with those of the same name. */
final class NotificationsSection {
    private static final String PULL = "pull";
    private static final int MAXIMUM_THRESHOLD = 1_000_000;
    private static final int MAXIMUM_WAITING = 10_000_000;

    private final Map<String, Section> ours = new HashMap<>();
    private final Section none;

    private NotificationsSection(Section our) {
        for (Section section : our.sections("endpoints")) {
            section.keys("name", "actions", "kinds", "repositories", "tags", "format", "secrets", "allowlinklocal",
                    "maximumage");
            if (ours.put(section.text("name"), section) != null) {
                throw section.problem("name", "stands here a second time");
            }
        }
        this.none = our.section("none");
    }

    static NotificationSettings read(Section top, Section crossdock) {
        Section theirs = top.section("notifications");
        theirs.keys("events", "endpoints");
        Section events = theirs.section("events");
        events.keys("includereferences");
        Section our = crossdock.section("notifications");
        our.keys("endpoints", "maximumevents", "maximumbytes", "maximumletters");
        List<EndpointSettings> endpoints = new NotificationsSection(our).endpoints(theirs.sections("endpoints"));
        return new NotificationSettings(endpoints, events.flag("includereferences", false), room(our));
    }

    private static Room room(Section our) {
        return new Room(our.number("maximumevents", 1, MAXIMUM_WAITING).orElse(Room.USUAL.maximumEvents()),
                our.bytes("maximumbytes").orElse(Room.USUAL.maximumBytes()),
                our.number("maximumletters", 1, MAXIMUM_WAITING).orElse(Room.USUAL.maximumLetters()));
    }

    /** Without those that are disabled, which are checked all the same. */
    private List<EndpointSettings> endpoints(List<Section> sections) {
        List<EndpointSettings> endpoints = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Section section : sections) {
            EndpointSettings endpoint = endpoint(section);
            names.add(endpoint.name());
            if (!section.flag("disabled", false)) {
                endpoints.add(endpoint);
                if (!ours.containsKey(endpoint.name()) && !endpoint.wanted().ignored().actions().contains(PULL)) {
                    section.note("name", "pulls, and events of blobs, are not sent there; an endpoint of this name in "
                            + "crossdock.notifications asks for them by actions and kinds");
                }
            }
        }
        ours.forEach((name, section) -> {
            if (!names.contains(name)) {
                throw section.problem("name", "\"%s\": wanted the name of an endpoint of notifications: %s".formatted(
                        Quoted.capped(name), names));
            }
        });
        return endpoints;
    }

    private EndpointSettings endpoint(Section section) {
        section.keys("name", "disabled", "url", "headers", "timeout", "threshold", "backoff", "ignoredmediatypes",
                "ignore");
        String name = section.text("name");
        Section our = ours.getOrDefault(name, none);
        Retry retry = new Retry(duration(section, "timeout", Retry.USUAL.timeout()),
                section.number("threshold", 0, MAXIMUM_THRESHOLD).filter(count -> count > 0).orElse(Retry.USUAL
                        .threshold()),
                duration(section, "backoff", Retry.USUAL.backoff()),
                our.period("maximumage").orElse(Retry.USUAL.maximumAge()));
        Map<String, List<String>> headers = HttpSection.headers(section.section("headers"));
        Wanted wanted = wanted(ignored(section), our);
        Sending sending = sending(our);
        return section.read("url", text -> new EndpointSettings(name, Section.uri(text), headers, retry, wanted,
                sending));
    }

    /** Zero is distribution's way to say: as usual. */
    private static Duration duration(Section section, String key, Duration usual) {
        return section.duration(key).filter(Duration::isPositive).orElse(usual);
    }

    private static Ignored ignored(Section section) {
        Set<String> mediaTypes = new LinkedHashSet<>(section.texts("ignoredmediatypes"));
        Section ignore = section.section("ignore");
        ignore.keys("mediatypes", "actions");
        mediaTypes.addAll(ignore.texts("mediatypes"));
        return new Ignored(mediaTypes, Set.copyOf(new LinkedHashSet<>(ignore.texts("actions"))));
    }

    private static Wanted wanted(Ignored ignored, Section our) {
        Set<String> actions = our.has("actions") ? Set.copyOf(our.texts("actions")) : Wanted.USUAL_ACTIONS;
        Set<Kind> kinds = our.has("kinds")
                ? Set.copyOf(our.all("kinds", NotificationsSection::kind))
                : Wanted.USUAL_KINDS;
        List<Glob> repositories = our.all("repositories", Glob::new);
        List<Glob> tags = our.all("tags", Glob::new);
        return our.make("actions", () -> new Wanted(ignored, actions, kinds, repositories, tags));
    }

    private static Kind kind(String text) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("\"%s\": wanted image, index, artifact or blob".formatted(Quoted.capped(
                text)));
    }

    private static Sending sending(Section our) {
        Format format = our.find("format", text -> switch (text) {
            case "distribution" -> Format.DISTRIBUTION;
            case "cloudevents" -> Format.CLOUDEVENTS;
            default -> throw new IllegalArgumentException("\"%s\": wanted distribution or cloudevents".formatted(Quoted
                    .capped(text)));
        }).orElse(Sending.USUAL.format());
        return our.make("secrets", () -> new Sending(format, our.paths("secrets"),
                our.flag("allowlinklocal", Sending.USUAL.allowLinkLocal())));
    }
}
