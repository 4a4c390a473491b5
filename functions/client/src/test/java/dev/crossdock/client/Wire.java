package dev.crossdock.client;

import dev.crossdock.client.auth.Credentials;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Limits;
import dev.crossdock.client.limits.Budgets;
import dev.crossdock.client.proxy.Proxies;
import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import dev.crossdock.image.RawManifest;
import dev.crossdock.image.Repository;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

// tidy: types one test class for each verb and each fear of one registry
/** A scripted registry, and our client for its repository {@code app}, whose pauses take no time. */
final class Wire implements AutoCloseable {
    static final Repository APP = new Repository("app");
    static final String V2 = "/v2/app";

    final ScriptedRegistry registry;
    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    final AtomicLong nanos = new AtomicLong();
    final HttpEngine engine;

    Wire() {
        this(Limits.STANDARD);
    }

    Wire(Limits limits) {
        try {
            registry = ScriptedRegistry.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        InstantSource clock = now::get;
        engine = new HttpEngine(limits, this::pause, clock, Proxies.none(), new Budgets(nanos::get, this::pause));
    }

    /** Takes no time but that of the budgets. */
    private void pause(Duration length) {
        pauses.add(length);
        nanos.addAndGet(length.toNanos());
    }

    RegistryClient client(Credentials credentials) {
        return new RegistryClient(engine, RegistryOptions.at(registry.uri()).withCredentials(credentials));
    }

    Source source() {
        return client(Credentials.anonymous()).source(APP);
    }

    Target target() {
        return client(Credentials.anonymous()).target(APP);
    }

    String place() {
        return "127.0.0.1:" + registry.port() + "/app";
    }

    static Descriptor descriptor(SeededBlob blob) {
        return new Descriptor(blob.mediaType(), Digest.parse(blob.digest()), blob.bytes().length);
    }

    static RawManifest raw(SeededBlob manifest) {
        return RawManifest.of(manifest.mediaType(), manifest.bytes());
    }

    @Override
    public void close() {
        engine.close();
        registry.close();
    }
}
