package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.auth.CredentialSource.Found;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Upload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Credentials that nobody named for the run: found when the registry asks, and perhaps old. */
class FoundCredentialsTest {
    private static final String TAGS = Wire.V2 + "/tags/list\\?n=1000";
    private static final String TOKEN = "/token\\?.*";
    private static final Answer NONE = Answer.status(200).body("{\"tags\":[]}");
    private static final Credentials ME = new Credentials.Basic("me", "pass:word");
    private static final String BASIC = "Basic bWU6cGFzczp3b3Jk";

    @AutoClose
    private final Wire wire = new Wire();

    private Answer challenge() {
        return challenge(wire.registry.uri() + "/token");
    }

    private static Answer challenge(String realm) {
        return Answer.error(401, "UNAUTHORIZED", "authentication required").header("WWW-Authenticate",
                "Bearer realm=\"" + realm + "\",service=\"registry\",scope=\"repository:app:pull\"");
    }

    private static Answer token(String token, int seconds) {
        return Answer.status(200).body("{\"token\":\"" + token + "\",\"expires_in\":" + seconds + "}");
    }

    private List<Optional<String>> authorizations() {
        return wire.registry.received().stream().map(request -> request.header("Authorization")).toList();
    }

    private RegistryClient found(Credentials... inTurn) {
        AtomicInteger turn = new AtomicInteger();
        return new RegistryClient(wire.engine, RegistryOptions.at(wire.registry.uri()).withCredentials(_ -> Found
                .lasting(inTurn[Math.min(turn.getAndIncrement(), inTurn.length - 1)], "auth file /a.json")));
    }

    @Test
    void foundCredentials_areLookedForOnlyWhenTheRegistryAsks() {
        wire.registry.on("GET", TAGS, NONE);
        new RegistryClient(wire.engine, RegistryOptions.at(wire.registry.uri()).withCredentials(_ -> {
            throw new AssertionError("nobody asked");
        })).source(Wire.APP).tags();
    }

    @Test
    void credentialsThatCannotBeFound_leaveNoRequestOpen() {
        Answer asksWho = Answer.status(401).header("WWW-Authenticate", "Basic realm=\"r\"").body(new byte[100_000]);
        SeededBlob blob = new SeededBlob("x/y", new byte[3]);
        wire.registry.on("GET", TAGS, asksWho).on("GET", Wire.V2 + "/blobs/" + blob.digest(), asksWho)
                .on("POST", ".*uploads/", Answer.status(202).header("Location", "/u")).on("PUT", "/u\\?.*", asksWho);
        RegistryOptions options = RegistryOptions.at(wire.registry.uri()).withCredentials(errand -> {
            throw new Refused(errand.got("an unreadable auth file", "one with a login"), null);
        });
        Upload upload = new RegistryClient(wire.engine, options).target(Wire.APP).beginUpload(Wire.descriptor(blob));
        RegistryClient reader = new RegistryClient(wire.engine, options);
        RegistryClient client = new RegistryClient(wire.engine, options);
        List<ThrowingCallable> calls = List.of(
                () -> upload.stream(out -> out.write(ByteBuffer.wrap(blob.bytes()))),
                () -> reader.source(Wire.APP).blob(Wire.descriptor(blob), 0, 3), () -> client.source(Wire.APP).tags());
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(Refused.class).hasMessageContaining("an unreadable auth file");
            assertThat(client.load().inFlight()).as("of all clients of the host").isZero();
        }
        assertThat(wire.registry.unused()).isZero();
    }

    @Test
    void foundCredentials_refused_doNotStandBeforeAPublicImage() {
        wire.registry.on("GET", TAGS, challenge()).on("GET", TOKEN, Answer.status(401))
                .on("GET", TOKEN, token("t1", 300)).on("GET", TAGS, NONE).on("GET", TOKEN, token("t2", 300))
                .on("GET", TAGS, NONE);
        Source source = found(ME).source(Wire.APP);
        source.tags();
        wire.now.updateAndGet(now -> now.plus(Duration.ofSeconds(280)));
        source.tags(); // the second time nobody is told again to refuse them
        assertThat(authorizations()).containsExactly(Optional.empty(), Optional.of(BASIC), Optional.empty(),
                Optional.of("Bearer t1"), Optional.empty(), Optional.of("Bearer t2"));
    }

    @Test
    void foundCredentials_refused_areToldWhereNobodyIsRefusedToo() {
        wire.registry.on("GET", TAGS, challenge()).on("GET", TOKEN, Answer.status(401)).on("GET", TOKEN,
                Answer.status(403));
        assertThatThrownBy(() -> found(ME).source(Wire.APP).tags()).isInstanceOf(Refused.class)
                .hasMessageContaining("as nobody, for the credentials of auth file /a.json were refused")
                .hasMessageContaining("got 403");
        wire.registry.on("GET", TAGS, challenge()).on("GET", TOKEN, Answer.status(401))
                .on("GET", TOKEN, token("t1", 300)).on("GET", TAGS, challenge()).on("GET", TOKEN, token("t2", 300))
                .on("GET", TAGS, challenge());
        assertThatThrownBy(() -> found(ME).source(Wire.APP).tags()).isInstanceOf(Refused.class)
                .hasMessageContaining("the credentials of auth file /a.json were refused: got 401");
    }

    @Test
    void credentialsNamedByAPerson_orForAPush_areNeverReplacedByNobody() {
        wire.registry.on("GET", TAGS, challenge()).on("GET", TOKEN, Answer.status(401));
        assertThatThrownBy(() -> wire.client(ME).source(Wire.APP).tags()).isInstanceOf(Refused.class);
        wire.registry.on("POST", ".*uploads/", challenge()).on("GET", TOKEN, Answer.status(401));
        SeededBlob blob = new SeededBlob("x/y", new byte[1]);
        assertThatThrownBy(() -> found(ME).target(Wire.APP).beginUpload(Wire.descriptor(blob)))
                .isInstanceOf(Refused.class).hasMessageContaining("with auth file /a.json");
    }

    @Test
    void foundCredentials_thatWereRenewedMeanwhile_areTakenInstead() {
        Credentials renewed = new Credentials.Basic("me", "new");
        wire.registry.on("GET", TAGS, Answer.status(401).header("WWW-Authenticate", "Basic realm=\"r\""))
                .on("GET", TAGS, NONE)
                .on("GET", TAGS, Answer.status(401).header("WWW-Authenticate", "Basic realm=\"r\""))
                .on("GET", TAGS, NONE);
        Source source = found(ME, renewed).source(Wire.APP);
        source.tags();
        wire.now.updateAndGet(now -> now.plus(Duration.ofHours(12)));
        source.tags();
        assertThat(authorizations()).containsExactly(Optional.empty(), Optional.of(BASIC), Optional.of(BASIC),
                Optional.of("Basic bWU6bmV3"));
    }

    @Test
    void foundCredentials_refusedAtOnce_areNotLookedForAgain() {
        wire.registry.on("GET", TAGS, Answer.status(401).header("WWW-Authenticate", "Basic realm=\"r\"")).on("GET",
                TAGS, Answer.status(401).header("WWW-Authenticate", "Basic realm=\"r\""));
        assertThatThrownBy(() -> found(ME, new Credentials.Basic("never", "asked")).source(Wire.APP).tags())
                .isInstanceOf(Refused.class).hasMessageContaining("the credentials of auth file /a.json were refused");
    }
}
