package dev.crossdock.registry.config;

import dev.crossdock.image.Quoted;
import dev.crossdock.registry.operation.DebugSettings;
import dev.crossdock.registry.operation.DrainSettings;
import dev.crossdock.registry.operation.HealthSettings;
import dev.crossdock.registry.operation.HealthSettings.FileCheck;
import dev.crossdock.registry.operation.HealthSettings.HttpCheck;
import dev.crossdock.registry.operation.HealthSettings.Schedule;
import dev.crossdock.registry.operation.HealthSettings.TcpCheck;
import dev.crossdock.registry.operation.LogSettings;
import dev.crossdock.registry.operation.LogSettings.Form;
import dev.crossdock.registry.operation.LogSettings.Level;
import dev.crossdock.registry.operation.OperationSettings;
import dev.crossdock.settings.ListenAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code health}, {@code log}, {@code http.debug} and {@code http.draintimeout}: what an operator sees, and how a stop goes. */
final class OperationSection {
    private static final int MAXIMUM_THRESHOLD = 1_000_000;
    private static final int HIGHEST_STATUS = 599;

    private OperationSection() {}

    static OperationSettings read(Section top) {
        Section http = top.section("http");
        // Distribution drains only where it is told to; a stop that breaks pushes is nobody's wish.
        Duration timeout = http.duration("draintimeout").orElse(DrainSettings.USUAL.timeout());
        if (timeout.isZero()) {
            timeout = DrainSettings.USUAL.timeout();
            http.warn("draintimeout", "requests in work may take %d s all the same".formatted(timeout.toSeconds()));
        }
        return new OperationSettings(health(top.section("health")), log(top), debug(http.section("debug")),
                new DrainSettings(top.section("crossdock").duration("drainlull").orElse(DrainSettings.USUAL.lull()),
                        timeout));
    }

    private static Optional<DebugSettings> debug(Section debug) {
        debug.keys("addr", "prometheus");
        Section prometheus = debug.section("prometheus");
        prometheus.keys("enabled", "path");
        Optional<String> metrics = prometheus.flag("enabled", false)
                ? Optional.of(prometheus.findText("path").orElse("/metrics"))
                : Optional.empty();
        if (metrics.isPresent() && debug.findText("addr").isEmpty()) {
            debug.warn("prometheus", "without http.debug.addr there is nowhere to ask");
        }
        return debug.find("addr", ListenAddress::parse).map(address -> prometheus.make("path",
                () -> new DebugSettings(address, metrics)));
    }

    private static HealthSettings health(Section health) {
        health.keys("storagedriver", "file", "http", "tcp");
        Section storage = health.section("storagedriver");
        storage.keys("enabled", "interval", "threshold");
        Schedule schedule = schedule(storage, Schedule.USUAL.threshold());
        List<FileCheck> files = health.sections("file").stream().map(OperationSection::file).toList();
        return new HealthSettings(storage.flag("enabled", false) ? Optional.of(schedule) : Optional.empty(), files,
                health.sections("http").stream().map(OperationSection::http).toList(),
                health.sections("tcp").stream().map(OperationSection::tcp).toList());
    }

    private static HttpCheck http(Section http) {
        http.keys("uri", "headers", "statuscode", "timeout", "interval", "threshold");
        URI address = http.address("uri").orElseThrow(() -> http.problem("uri", "is missing"));
        Section named = http.section("headers");
        Map<String, List<String>> headers = new LinkedHashMap<>();
        named.keys().forEach(name -> headers.put(name, named.texts(name)));
        return http.make("uri", () -> new HttpCheck(address, headers, http.number("statuscode", 0, HIGHEST_STATUS)
                .filter(status -> status > 0).orElse(HttpCheck.USUAL_STATUS), timeout(http, HttpCheck.USUAL_TIMEOUT),
                schedule(http, 1)));
    }

    private static TcpCheck tcp(Section tcp) {
        tcp.keys("addr", "timeout", "interval", "threshold");
        ListenAddress address = tcp.find("addr", ListenAddress::parse).orElseThrow(() -> tcp.problem("addr",
                "is missing"));
        return tcp.make("addr", () -> new TcpCheck(address.host(), address.port(), timeout(tcp,
                TcpCheck.USUAL_TIMEOUT), schedule(tcp, 1)));
    }

    private static Duration timeout(Section section, Duration usual) {
        return section.duration("timeout").filter(Duration::isPositive).orElse(usual);
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
