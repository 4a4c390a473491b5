package dev.crossdock.registry.notifications.delivery;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Posts events to one destination, by HTTP/1.1 and no proxy. A redirect is a failure: the configured address is the only
 * one that our headers may go to.
 */
final class Poster implements AutoCloseable {
    /** How long a connection may take to stand. */
    static final Duration CONNECT = Duration.ofSeconds(5);
    /** How much of an answer is read, to use its connection again; it is looked at by nobody. */
    static final int MAXIMUM_ANSWER_BYTES = 64 << 10;
    /** The longest wait that a Retry-After is granted. */
    static final Duration MAXIMUM_RETRY_AFTER = Duration.ofHours(1);

    private static final String RETRY_AFTER = "Retry-After";
    private static final String CONCEALED = "X-Crossdock-Retry-After";
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private final Destination destination;
    private final HttpUrl url;
    private final Signer signer;
    private final OkHttpClient client;
    private final Clock clock;

    Poster(Destination destination, Dns names, Clock clock) {
        this.destination = destination;
        this.url = HttpUrl.get(destination.url().toString());
        this.signer = new Signer(destination.manner().secrets());
        this.clock = clock;
        Duration timeout = destination.patience().timeout();
        this.client = new OkHttpClient.Builder().protocols(List.of(Protocol.HTTP_1_1)).proxy(Proxy.NO_PROXY)
                .dns(names).socketFactory(new GuardedSockets(destination.manner().allowLinkLocal()))
                .connectionPool(new ConnectionPool(Courier.WIDTH, KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS))
                .addNetworkInterceptor(chain -> concealed(chain.proceed(chain.request()))).followRedirects(false)
                .followSslRedirects(false).retryOnConnectionFailure(false)
                .connectTimeout(timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT).callTimeout(timeout)
                .readTimeout(Duration.ZERO).writeTimeout(Duration.ZERO).build();
    }

    /** One attempt, within the destination's timeout. */
    Outcome post(UUID id, String event, int attempt) throws InterruptedException {
        try (Response answer = client.newCall(request(id, event, attempt)).execute()) {
            read(answer.body().source());
            return outcome(answer);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while posting to " + destination.name());
            }
            return new Outcome.Failed(e instanceof InterruptedIOException
                    ? "no whole answer within " + destination.patience().timeout()
                    : String.valueOf(e));
        } catch (RuntimeException e) { // whatever comes, the events behind this one still have to be sent
            return new Outcome.Failed(e.getClass().getName()); // its message may quote a header or the address
        }
    }

    /** OkHttp itself would repeat what is answered with 503 and {@code Retry-After: 0}, which no setting forbids. */
    private static Response concealed(Response answer) {
        String wait = answer.header(RETRY_AFTER);
        Response.Builder concealed = answer.newBuilder().removeHeader(RETRY_AFTER).removeHeader(CONCEALED);
        return wait == null ? concealed.build() : concealed.header(CONCEALED, wait).build();
    }

    private Request request(UUID id, String event, int attempt) throws IOException {
        byte[] body = destination.manner().format().body(event);
        Request.Builder request = new Request.Builder().url(url).post(RequestBody.create(body));
        if (!url.username().isEmpty()) {
            request.header("Authorization", Credentials.basic(url.username(), url.password()));
        }
        destination.headers().keySet().forEach(request::removeHeader);
        destination.headers().forEach((name, values) -> values.forEach(value -> request.addHeader(name, value)));
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        signer.sign(timestamp, body).ifPresent(value -> request.header("X-Crossdock-Signature-256", value));
        return request.header("Content-Type", destination.manner().format().mediaType())
                .header("X-Crossdock-Delivery", id.toString()).header("X-Crossdock-Timestamp", timestamp)
                .header("X-Crossdock-Attempt", Integer.toString(attempt)).build();
    }

    private static void read(BufferedSource answer) throws IOException {
        long left = MAXIMUM_ANSWER_BYTES;
        byte[] sink = new byte[8 << 10];
        for (int count = 0; count >= 0 && left > 0; left -= count) {
            count = answer.read(sink, 0, sink.length);
        }
    }

    private Outcome outcome(Response answer) {
        int status = answer.code();
        if (status / 100 == 2) {
            return new Outcome.Taken();
        }
        if (status == 410) {
            return new Outcome.Gone();
        }
        boolean isRefusal = status / 100 == 4 && status != 408 && status != 425 && status != 429;
        return isRefusal
                ? new Outcome.Refused(status)
                : new Outcome.Failed("HTTP " + status, Optional.ofNullable(answer.header(CONCEALED))
                        .flatMap(this::wait));
    }

    /** Seconds, or a date (RFC 9110, 10.2.3); nothing for what is neither. */
    private Optional<Duration> wait(String retryAfter) {
        Duration wanted;
        try {
            wanted = retryAfter.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(retryAfter))
                    : Duration.between(clock.instant(), Instant.from(ZonedDateTime.parse(retryAfter,
                            DateTimeFormatter.RFC_1123_DATE_TIME)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        return wanted.isNegative()
                ? Optional.empty()
                : Optional.of(wanted.compareTo(MAXIMUM_RETRY_AFTER) > 0 ? MAXIMUM_RETRY_AFTER : wanted);
    }

    @Override
    public void close() {
        client.connectionPool().evictAll();
    }
}
