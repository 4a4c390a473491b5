package dev.crossdock.serve;

import static dev.crossdock.serve.Site.BEARER;
import static dev.crossdock.serve.Site.EVENTS;
import static dev.crossdock.serve.Site.HOOK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.event.EventReader;
import dev.crossdock.testkit.SeededImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HooksTest {
    private static final String NO_EVENTS = "{\"events\": []}";

    @TempDir
    static Path folder;
    private static Site site;

    @BeforeAll
    static void start() throws IOException {
        site = Site.start(folder);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void push_isAcceptedAndArrives() throws Exception {
        SeededImage image = site.push(1, "team/app", "1");

        HttpResponse<String> answer = notify(Site.pushed(image, "team/app", "1"), BEARER);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"requests\":1}\n");
        site.awaitArrival(image, "mirror/team/app", "1");
    }

    @Test
    void pushThatNoRuleMeans_isAcceptedAndForgotten() throws Exception {
        SeededImage image = site.push(2, "private/app", "1");

        HttpResponse<String> answer = notify(Site.pushed(image, "private/app", "1"), BEARER);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"requests\":0}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/vnd.docker.distribution.events.v1+json", EVENTS, "application/json",
            "application/json; charset=utf-8", "text/plain"})
    void everyContentTypeOfASender_isRead(String contentType) throws Exception {
        assertThat(site.post(HOOK, NO_EVENTS, "Authorization", BEARER, "Content-Type", contentType).statusCode())
                .isEqualTo(202);
    }

    @Test
    void noContentType_isRead() throws Exception {
        assertThat(site.post(HOOK, NO_EVENTS, "Authorization", BEARER).statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer " + Site.WEBHOOK_TOKEN + "x", "Bearer ", "Bearer",
            "Basic " + Site.WEBHOOK_TOKEN, Site.WEBHOOK_TOKEN})
    void wrongToken_isRefused(String authorization) throws Exception {
        HttpResponse<String> answer = notify(NO_EVENTS, authorization);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"crossdock\"");
        assertThat(answer.body()).startsWith("{\"error\":").contains("wanted").contains("webhookToken")
                .doesNotContain(Site.WEBHOOK_TOKEN);
    }

    @Test
    void noToken_isRefused() throws Exception {
        assertThat(site.post(HOOK, NO_EVENTS, "Content-Type", EVENTS).statusCode()).isEqualTo(401);
    }

    @Test
    void signature_isAsGoodAsTheToken() throws Exception {
        Instant now = Instant.now();

        assertThat(site.post(HOOK, NO_EVENTS, signed(NO_EVENTS, Site.WEBHOOK_TOKEN, now)).statusCode()).isEqualTo(202);
        for (String[] wrong : List.of(signed(NO_EVENTS, "other", now), signed("{}", Site.WEBHOOK_TOKEN, now),
                signed(NO_EVENTS, Site.WEBHOOK_TOKEN, now.minusSeconds(600)))) {
            HttpResponse<String> answer = site.post(HOOK, NO_EVENTS, wrong);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("X-Crossdock-Signature-256", "webhookToken")
                    .doesNotContain(Site.WEBHOOK_TOKEN);
        }
    }

    /** As crossdock's registry signs (its decision 0014). */
    private static String[] signed(String body, String secret, Instant at) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signature = mac.doFinal((at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8));
        return new String[]{"X-Crossdock-Timestamp", Long.toString(at.getEpochSecond()), "X-Crossdock-Signature-256",
                "sha256=" + HexFormat.of().formatHex(signature)};
    }

    @Test
    void schemeInLowerCase_isTaken() throws Exception {
        assertThat(notify(NO_EVENTS, "bearer  " + Site.WEBHOOK_TOKEN).statusCode()).isEqualTo(202);
    }

    /** Who has no token cannot find out which registries there are. */
    @Test
    void unknownRegistry_andOneWithoutToken_areAnsweredAlike() throws Exception {
        HttpResponse<String> unknown = site.post("/hooks/nobody", NO_EVENTS, "Authorization", BEARER);
        HttpResponse<String> tokenless = site.post("/hooks/prod", NO_EVENTS, "Authorization", BEARER);

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).startsWith("{\"error\":").contains("webhookToken");
        assertThat(tokenless.statusCode()).isEqualTo(404);
        assertThat(tokenless.body()).isEqualTo(unknown.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "no JSON", "[]", "{\"events\": 1}", "{\"events\": [{\"action\": \"push\"}]}"})
    void malformedBody_isRefusedWithTheReason(String body) throws Exception {
        HttpResponse<String> answer = notify(body, BEARER);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).startsWith("{\"error\":\"event body").endsWith("}\n");
    }

    @Test
    void emptyBody_isRefusedWithTheReason() throws Exception {
        HttpResponse<String> answer = notify("", BEARER);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("wanted an object with a list");
    }

    @Test
    void largestBody_isRead() throws Exception {
        assertThat(notify(padded(EventReader.MAXIMUM_BODY_BYTES), BEARER).statusCode()).isEqualTo(202);
    }

    @Test
    void tooLargeBody_isRefusedUnread() throws Exception {
        HttpResponse<String> answer = notify(padded(EventReader.MAXIMUM_BODY_BYTES + 1), BEARER);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).startsWith("{\"error\":\"POST /hooks/edge: ")
                .contains(String.valueOf(EventReader.MAXIMUM_BODY_BYTES));
        assertThat(notify(NO_EVENTS, BEARER).statusCode()).as("the next one").isEqualTo(202);
    }

    @Test
    void tooLargeBodyOfUntoldLength_isRefused() throws Exception {
        byte[] body = padded(EventReader.MAXIMUM_BODY_BYTES + 1).getBytes(StandardCharsets.US_ASCII);

        HttpResponse<String> answer = site.send(
                HttpRequest.newBuilder().POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))), HOOK,
                "Authorization", BEARER);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).startsWith("{\"error\":\"POST /hooks/edge: ");
        assertThat(notify(NO_EVENTS, BEARER).statusCode()).as("the next one").isEqualTo(202);
    }

    @Test
    void get_isNotAllowed() throws Exception {
        HttpResponse<String> answer = site.get(HOOK, "Authorization", BEARER);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
        assertThat(answer.body()).startsWith("{\"error\":\"GET /hooks/edge: ");
    }

    @Test
    void otherPath_isNotFound() throws Exception {
        HttpResponse<String> answer = site.get("/nothing/here");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).startsWith("{\"error\":\"GET /nothing/here: ");
    }

    /** The notification of a push that came and went: the source is asked, and has nothing. */
    @Test
    void pushOfWhatIsGone_isAcceptedAndMakesNothing() throws Exception {
        SeededImage image = site.push(3, "team/short-lived", "1");

        HttpResponse<String> answer = notify(Site.pushed(image, "team/short-lived", "other"), BEARER);

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(site.digestInProd("mirror/team/short-lived", "other")).isEmpty();
    }

    private static String padded(int length) {
        return NO_EVENTS + " ".repeat(length - NO_EVENTS.length());
    }

    private static HttpResponse<String> notify(String body, String authorization) throws Exception {
        return site.post(HOOK, body, "Authorization", authorization, "Content-Type", EVENTS);
    }
}
