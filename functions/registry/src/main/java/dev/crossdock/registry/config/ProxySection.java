package dev.crossdock.registry.config;

import dev.crossdock.registry.upstream.UpstreamSettings;
import dev.crossdock.settings.Credentials;
import dev.crossdock.settings.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code proxy} and {@code crossdock.upstreams}: whose images are served here. */
final class ProxySection {
    private static final int MAXIMUM_UPSTREAMS = 100;
    private static final List<String> DETAILS = List.of("username", "password", "ttl");

    private ProxySection() {}

    static List<UpstreamSettings> read(Section top, Section crossdock) {
        Section proxy = top.section("proxy");
        proxy.keys(List.of("remoteurl", "username", "password", "ttl"), Map.of("exec",
                "no program is asked for credentials: wanted username and password", "cachewritetimeout",
                "what is fetched is stored while it is served"));
        List<UpstreamSettings> upstreams = new ArrayList<>();
        if (proxy.findText("remoteurl").isPresent()) {
            upstreams.add(upstream(proxy, ""));
        }
        DETAILS.stream().filter(key -> upstreams.isEmpty() && proxy.findText(key).isPresent()).forEach(
                key -> proxy.warn(key, "without proxy.remoteurl nothing is fetched"));
        Set<String> prefixes = new HashSet<>(Set.of(""));
        for (Section section : crossdock.sections("upstreams")) {
            section.keys("prefix", "remoteurl", "username", "password", "ttl");
            String prefix = section.text("prefix");
            if (!prefixes.add(prefix) || upstreams.size() == MAXIMUM_UPSTREAMS) {
                throw section.problem("prefix", "wanted at most %d upstreams, each with a prefix of its own".formatted(
                        MAXIMUM_UPSTREAMS));
            }
            upstreams.add(upstream(section, prefix));
        }
        return upstreams;
    }

    private static UpstreamSettings upstream(Section section, String prefix) {
        Optional<Credentials.Password> credentials = credentials(section);
        Optional<Duration> ttl = section.has("ttl")
                ? section.duration("ttl").filter(Duration::isPositive)
                : Optional.of(UpstreamSettings.USUAL_TTL);
        if (!section.has("prefix")) {
            return section.read("remoteurl", text -> new UpstreamSettings(prefix, Section.uri(text), credentials, ttl));
        }
        section.read("prefix", text -> new UpstreamSettings(text, URI.create("https://h"), credentials, ttl));
        return section.read("remoteurl", text -> new UpstreamSettings(prefix, Section.uri(text), credentials, ttl));
    }

    private static Optional<Credentials.Password> credentials(Section section) {
        Optional<Secret> password = section.find("password", Secret::new);
        Optional<String> username = section.findText("username");
        if (username.isPresent() != password.isPresent()) {
            throw section.problem(username.isPresent() ? "password" : "username",
                    "is missing: wanted both or neither of username and password");
        }
        return password.flatMap(secret -> section.find("username", name -> new Credentials.Password(name, secret)));
    }
}
