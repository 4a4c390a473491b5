package dev.crossdock.registry.config;

import dev.crossdock.image.Quoted;
import dev.crossdock.registry.operation.DebugSettings;
import dev.crossdock.registry.operation.HealthSettings;
import dev.crossdock.registry.operation.HealthSettings.FileCheck;
import dev.crossdock.registry.operation.HealthSettings.Schedule;
import dev.crossdock.registry.operation.LogSettings;
import dev.crossdock.registry.operation.LogSettings.Form;
import dev.crossdock.registry.operation.LogSettings.Level;
import dev.crossdock.registry.operation.OperationSettings;
import dev.crossdock.settings.ListenAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code health}, {@code log}, {@code http.debug} and {@code http.draintimeout}: what an operator sees, and how a stop goes. */
final class OperationSection {
    private static final int MAXIMUM_THRESHOLD = 1_000_000;
    private static final String NO_OTHERS = "the registry's own health does not depend on another server's";

    private OperationSection() {}

    static OperationSettings read(Section top) {
        Section http = top.section("http");
        // Distribution drains only where it is told to; a stop that breaks pushes is nobody's wish.
        Duration drain = http.duration("draintimeout").filter(Duration::isPositive).orElse(
                OperationSettings.USUAL_DRAIN);
        return new OperationSettings(health(top.section("health")), log(top), debug(http.section("debug")), drain);
    }

    private static Optional<DebugSettings> debug(Section debug) {
        debug.keys("addr", "prometheus");
        Section prometheus = debug.section("prometheus");
        prometheus.keys("enabled", "path");
        Optional<String> metrics = prometheus.flag("enabled", false)
                ? Optional.of(prometheus.findText("path").orElse("/metrics"))
                : Optional.empty();
        return debug.find("addr", ListenAddress::parse).map(address -> prometheus.make("path",
                () -> new DebugSettings(address, metrics)));
    }

    private static HealthSettings health(Section health) {
        health.keys(List.of("storagedriver", "file"), Map.of("http", NO_OTHERS, "tcp", NO_OTHERS));
        Section storage = health.section("storagedriver");
        storage.keys("enabled", "interval", "threshold");
        Schedule schedule = schedule(storage, Schedule.USUAL.threshold());
        List<FileCheck> files = health.sections("file").stream().map(OperationSection::file).toList();
        return new HealthSettings(storage.flag("enabled", false) ? Optional.of(schedule) : Optional.empty(), files);
    }

    private static FileCheck file(Section file) {
        file.keys("file", "interval", "threshold");
        return new FileCheck(file.path("file").orElseThrow(() -> file.problem("file", "is missing")),
                schedule(file, 1));
    }

    /** Zero is Go's way to say: as usual. */
    private static Schedule schedule(Section section, int usualThreshold) {
        Duration interval = section.duration("interval").filter(Duration::isPositive).orElse(Schedule.USUAL.interval());
        return new Schedule(interval, section.number("threshold", 0, MAXIMUM_THRESHOLD).filter(count -> count > 0)
                .orElse(usualThreshold));
    }

    private static LogSettings log(Section top) {
        Section log = top.section("log");
        log.keys(List.of("level", "formatter", "fields", "accesslog"), Map.of("hooks",
                "the log is not sent by mail; whatever collects it can do that", "reportcaller",
                "a line names the class that wrote it in any case"));
        Section accessLog = log.section("accesslog");
        accessLog.keys("disabled");
        Level old = top.find("loglevel", OperationSection::level).orElse(LogSettings.USUAL.level());
        Section fields = log.section("fields");
        Map<String, String> named = new LinkedHashMap<>();
        fields.keys().forEach(name -> fields.findText(name).ifPresent(value -> named.put(name, value)));
        return new LogSettings(log.find("level", OperationSection::level).orElse(old), log.find("formatter",
                OperationSection::form).orElse(LogSettings.USUAL.form()), named, !accessLog.flag("disabled", false));
    }

    private static Level level(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "error" -> Level.ERROR;
            case "warn" -> Level.WARN;
            case "info" -> Level.INFO;
            case "debug" -> Level.DEBUG;
            default -> throw new IllegalArgumentException("\"%s\": wanted error, warn, info or debug".formatted(
                    Quoted.capped(text)));
        };
    }

    private static Form form(String text) {
        return switch (text) {
            case "text" -> Form.TEXT;
            case "json" -> Form.JSON;
            case "logstash" -> Form.LOGSTASH;
            default -> throw new IllegalArgumentException("\"%s\": wanted text, json or logstash".formatted(
                    Quoted.capped(text)));
        };
    }
}
