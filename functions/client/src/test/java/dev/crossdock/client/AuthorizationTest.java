package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.client.auth.Credentials;
import dev.crossdock.image.Repository;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.Received;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.BlobFeed;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.RegistryException.Unavailable;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.TransferTerms;
import dev.crossdock.transfer.Upload;
import dev.crossdock.transfer.ranges.RangedFeeds;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AuthorizationTest {
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

    @Test
    void basic_isSentOnlyWhenAskedFor_thenAlways() {
        wire.registry.on("GET", TAGS, Answer.status(401).header("WWW-Authenticate", "Basic realm=\"r\""))
                .on("GET", TAGS, NONE).on("GET", TAGS, NONE);
        Source source = wire.client(ME).source(Wire.APP);
        source.tags();
        source.tags();
        assertThat(authorizations()).containsExactly(Optional.empty(), Optional.of(BASIC), Optional.of(BASIC));
    }

    @Test
    void basic_wrong_isRefusedWithoutRepeating() {
        wire.registry.on("GET", TAGS, Answer.status(401).header("WWW-Authenticate", "Basic realm=\"r\"")).on("GET",
                TAGS,
                Answer.error(401, "UNAUTHORIZED", "no").header("WWW-Authenticate", "Basic realm=\"r\""));
        assertThatThrownBy(() -> wire.client(ME).source(Wire.APP).tags()).isInstanceOf(Refused.class)
                .hasMessageContaining("401 UNAUTHORIZED \"no\"").hasMessageNotContaining("pass:word");
    }

    @Test
    void bearer_tokenIsFetchedOnce_withServiceAndScope() {
        wire.registry.on("GET", TAGS, challenge()).on("GET", TOKEN, token("t1", 300)).on("GET", TAGS, NONE).on("GET",
                TAGS, NONE);
        RegistryClient client = wire.client(ME);
        Source source = client.source(Wire.APP);
        source.tags();
        source.tags();
        Received asked = wire.registry.received().get(1);
        assertThat(asked.target().replace("%3A", ":")).isEqualTo("/token?service=registry&scope=repository:app:pull");
        assertThat(asked.header("Authorization")).contains(BASIC);
        assertThat(authorizations()).endsWith(Optional.of("Bearer t1"), Optional.of("Bearer t1"));
        assertThat(client.requests()).isEqualTo(4);
    }

    @Test
    void bearer_anonymous_asksWithoutCredentials() {
        wire.registry.on("GET", TAGS, challenge()).on("GET", TOKEN, token("t1", 300)).on("GET", TAGS, NONE);
        wire.source().tags();
        assertThat(wire.registry.received().get(1).header("Authorization")).isEmpty();
    }

    @Test
    void bearer_nearItsEnd_isRenewedBeforeItIsUsed() {
        wire.registry.on("GET", TAGS, challenge()).on("GET", TOKEN, token("t1", 300)).on("GET", TAGS, NONE)
                .on("GET", TOKEN, token("t2", 300)).on("GET", TAGS, NONE);
        Source source = wire.client(ME).source(Wire.APP);
        source.tags();
        wire.now.updateAndGet(now -> now.plus(Duration.ofSeconds(280)));
        source.tags();
        assertThat(authorizations()).endsWith(Optional.of(BASIC), Optional.of("Bearer t2"));
    }

    @Test
    void bearer_refusedInMidBlob_isRenewedForTheNextRange() throws IOException {
        SeededBlob blob = new SeededBlob("x/y", new byte[]{1, 2});
        String path = Wire.V2 + "/blobs/" + blob.digest();
        Answer second = Answer.status(206).header("Content-Range", "bytes 1-1/2").body(new byte[]{2});
        wire.registry.on("GET", path, challenge()).on("GET", TOKEN, token("t1", 300))
                .on("GET", path, Answer.status(200).body(blob.bytes()).cutAfter(1))
                .on("GET", path, challenge()).on("GET", TOKEN, token("t2", 300)).on("GET", path, second);
        ByteBuffer all = ByteBuffer.allocate(2);
        try (BlobFeed feed = new RangedFeeds().open(wire.client(ME).source(Wire.APP), Wire.descriptor(blob), 0,
                TransferTerms.PLAIN)) {
            assertThat(feed.read(all)).isEqualTo(2);
        }
        assertThat(all.array()).containsExactly(1, 2);
        assertThat(authorizations()).endsWith(Optional.of("Bearer t1"), Optional.of(BASIC), Optional.of("Bearer t2"));
        assertThat(wire.registry.received().getLast().header("Range")).contains("bytes=1-");
    }

    @Test
    void bearer_refusedTooEarly_isRenewedOnce() {
        wire.registry.on("GET", TAGS, challenge()).on("GET", TOKEN, token("t1", 300)).on("GET", TAGS, NONE)
                .on("GET", TAGS, challenge()).on("GET", TOKEN, token("t2", 300)).on("GET", TAGS, challenge());
        Source source = wire.client(ME).source(Wire.APP);
        source.tags();
        assertThatThrownBy(source::tags).isInstanceOf(Refused.class).hasMessageContaining("401");
        assertThat(authorizations()).endsWith(Optional.of(BASIC), Optional.of("Bearer t2"));
    }

    @Test
    void bearer_forMount_asksForBothRights() {
        wire.registry.on("POST", ".*uploads/\\?mount=.*", challenge()).on("GET", TOKEN, token("t1", 300)).on("POST",
                ".*uploads/\\?mount=.*", Answer.status(201));
        SeededBlob blob = new SeededBlob("x/y", new byte[1]);
        wire.client(ME).target(Wire.APP).mount(Wire.descriptor(blob), new Repository("base"));
        assertThat(wire.registry.received().get(1).target().replace("%3A", ":").replace("%2C", ","))
                .endsWith("scope=repository:app:pull,push&scope=repository:base:pull");
    }

    @Test
    void bearer_onAnotherHost_neverGetsCredentials() throws Exception {
        try (ScriptedRegistry evil = ScriptedRegistry.start()) {
            wire.registry.on("GET", TAGS, challenge("http://localhost:" + evil.port() + "/steal"));
            assertThatThrownBy(() -> wire.client(ME).source(Wire.APP).tags()).isInstanceOf(Refused.class)
                    .hasMessageContaining("token server http://localhost:" + evil.port() + "/steal")
                    .hasMessageContaining("tokenServer");
            assertThat(evil.received()).isEmpty();
        }
    }

    @Test
    void bearer_onAConfiguredHost_getsThem() throws Exception {
        try (ScriptedRegistry tokens = ScriptedRegistry.start()) {
            String realm = "http://localhost:" + tokens.port();
            wire.registry.on("GET", TAGS, challenge(realm + "/t")).on("GET", TAGS, NONE);
            tokens.on("GET", "/t\\?.*", token("t1", 300));
            new RegistryClient(wire.engine, RegistryOptions.at(wire.registry.uri()).withCredentials(ME)
                    .withTokenServers(List.of(URI.create(realm)))).source(Wire.APP).tags();
            assertThat(tokens.received().getFirst().header("Authorization")).contains(BASIC);
        }
    }

    @Test
    void tokenServer_failures_areSorted() {
        wire.registry.on("GET", TAGS, challenge())
                .on("GET", TOKEN, Answer.status(401).body("{\"details\":\"incorrect username or password\"}"))
                .on("GET", TOKEN, Answer.status(200).body("{}"))
                .on("GET", TOKEN, Answer.status(429).header("Retry-After", "900"));
        Source source = wire.client(ME).source(Wire.APP);
        assertThatThrownBy(source::tags).isInstanceOf(Refused.class)
                .hasMessageContaining("incorrect username or password")
                .hasMessageContaining("token server http://127.0.0.1");
        assertThatThrownBy(source::tags).isInstanceOf(Corrupt.class).hasMessageContaining("without a token");
        assertThatThrownBy(source::tags).isInstanceOf(Unavailable.class).hasMessageContaining("retry after 900 s");
    }

    @Test
    void stream_tokenExpiredMeanwhile_isUnavailableOnce() {
        SeededBlob blob = new SeededBlob("x/y", new byte[]{1});
        String uploads = Wire.V2 + "/blobs/uploads/";
        Answer session = Answer.status(202).header("Location", uploads + "1");
        wire.registry.on("POST", uploads, challenge()).on("GET", TOKEN, token("t1", 300)).on("POST", uploads, session)
                .on("PUT", uploads + "1.*", challenge()).on("GET", TOKEN, token("t2", 300)).on("POST", uploads, session)
                .on("PUT", uploads + "1.*", challenge());
        var target = wire.client(ME).target(Wire.APP);
        Upload first = target.beginUpload(Wire.descriptor(blob));
        assertThatThrownBy(() -> first.stream(out -> out.write(ByteBuffer.wrap(new byte[]{1}))))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("the token was renewed");
        Upload second = target.beginUpload(Wire.descriptor(blob));
        assertThatThrownBy(() -> second.stream(out -> out.write(ByteBuffer.wrap(new byte[]{1}))))
                .isInstanceOf(Refused.class);
    }

    @Test
    void streams_thatSharedTheRefusedToken_areEachUnavailableOnce() {
        SeededBlob blob = new SeededBlob("x/y", new byte[]{1});
        String uploads = Wire.V2 + "/blobs/uploads/";
        Answer session = Answer.status(202).header("Location", uploads + "1");
        wire.registry.on("POST", uploads, challenge()).on("GET", TOKEN, token("t1", 300)).on("POST", uploads, session)
                .on("PUT", uploads + "1.*", challenge()).on("PUT", uploads + "1.*", challenge())
                .on("GET", TOKEN, token("t1", 300)).on("PUT", uploads + "1.*", challenge());
        Upload upload = wire.client(ME).target(Wire.APP).beginUpload(Wire.descriptor(blob));
        assertThatThrownBy(() -> upload.stream(out -> {
            assertThatThrownBy(() -> upload.stream(inner -> inner.write(ByteBuffer.wrap(new byte[]{1}))))
                    .isInstanceOf(Unavailable.class);
            out.write(ByteBuffer.wrap(new byte[]{1}));
        })).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> upload.stream(out -> out.write(ByteBuffer.wrap(new byte[]{1}))))
                .isInstanceOf(Refused.class);
    }

    @Test
    void givenToken_isSentAsItIs() {
        wire.registry.on("GET", TAGS, NONE);
        wire.client(new Credentials.Bearer("given")).source(Wire.APP).tags();
        assertThat(authorizations()).containsExactly(Optional.of("Bearer given"));
    }

    @Test
    void identityToken_isExchangedByOauth2_inTheBodyAlone() {
        wire.registry.on("GET", TAGS, challenge()).on("POST", "/token", Answer.status(200)
                .body("{\"access_token\":\"t1\",\"expires_in\":300,\"refresh_token\":\"other\"}"))
                .on("GET", TAGS, NONE);
        wire.client(new Credentials.IdentityToken("re/fresh=")).source(Wire.APP).tags();
        Received asked = wire.registry.received().get(1);
        assertThat(new String(asked.body(), StandardCharsets.UTF_8)).isEqualTo("grant_type=refresh_token"
                + "&client_id=crossdock&service=registry&scope=repository%3Aapp%3Apull&refresh_token=re%2Ffresh%3D");
        assertThat(asked.header("Content-Type")).contains("application/x-www-form-urlencoded");
        assertThat(authorizations()).containsExactly(Optional.empty(), Optional.empty(), Optional.of("Bearer t1"));
    }

    @Test
    void identityToken_refused_isNotShown() {
        wire.registry.on("GET", TAGS, challenge()).on("POST", "/token", Answer.status(401));
        assertThatThrownBy(() -> wire.client(new Credentials.IdentityToken("s3cret")).source(Wire.APP).tags())
                .isInstanceOf(Refused.class).hasMessageContaining("token server").hasMessageContaining("401")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void identityToken_neverGoesToAnotherHost() throws Exception {
        try (ScriptedRegistry evil = ScriptedRegistry.start()) {
            wire.registry.on("GET", TAGS, challenge("http://localhost:" + evil.port() + "/steal"));
            assertThatThrownBy(() -> wire.client(new Credentials.IdentityToken("s3cret")).source(Wire.APP).tags())
                    .isInstanceOf(Refused.class).hasMessageContaining("--src-token-server");
            assertThat(evil.received()).isEmpty();
        }
    }

    @Test
    void challenge_withMoreScopesThanAsked_getsThem() {
        wire.registry.on("GET", TAGS, Answer.status(401).header("WWW-Authenticate", "Negotiate, Basic realm=\"b\","
                + " Bearer realm=\"" + wire.registry.uri() + "/token\",scope=\"repository:app:pull registry:x:y aws\""))
                .on("GET", TOKEN, token("t1", 300)).on("GET", TAGS, NONE);
        wire.client(ME).source(Wire.APP).tags();
        assertThat(wire.registry.received().get(1).target().replace("%3A", ":"))
                .isEqualTo("/token?scope=aws&scope=registry:x:y&scope=repository:app:pull");
    }

    @Test
    void tokens_ofMoreRepositoriesThanAreKept_areAskedForAgain() {
        RegistryClient client = wire.client(ME);
        wire.registry.on("GET", "/v2/r0/tags/list.*", challenge());
        for (int i = 0; i <= 1_000; i++) {
            wire.registry.on("GET", "/token\\?.*%3Ar" + i + "%3A.*|/token\\?.*:r" + i + ":.*", token("t" + i, 300))
                    .on("GET", "/v2/r" + i + "/tags/list.*", NONE);
            client.source(new Repository("r" + i)).tags();
        }
        wire.registry.on("GET", "/token\\?.*", token("again", 300)).on("GET", "/v2/r0/tags/list.*", NONE);
        client.source(new Repository("r0")).tags();
        assertThat(authorizations()).endsWith(Optional.of(BASIC), Optional.of("Bearer again"));
    }
}
