package dev.crossdock.proof.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.Distribution;
import dev.crossdock.proof.Distribution.Answer;
import dev.crossdock.proof.site.RegistrySetup.Kind;
import dev.crossdock.proof.site.RunningServe;
import dev.crossdock.proof.site.Site;
import dev.crossdock.proof.site.Skopeo;
import dev.crossdock.proof.site.Web;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code crossdock serve} between registries of our own, and what it answers to those who are wrong. */
class ServeTest {
    private static final Map<String, String> TOKEN = Map.of("EDGE_TOKEN", RunningServe.TOKEN);
    private static final int OVER_ONE_MEBIBYTE = (1 << 20) + 1;

    private static Site site;
    private static Skopeo skopeo;
    /** Asked for at once, as it is tried several times before it is given up. */
    private static HttpResponse<byte[]> absent;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    private Path temporary;

    @BeforeAll
    static void start() {
        site = Site.start("serve", Kind.OWN);
        skopeo = new Skopeo(site.folder());
        absent = replicate("edge/other/absent:1", "prod/by/nobody:1");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static HttpRequest.Builder hook(String registry, String body) {
        return Web.post(site.serve().at("/hooks/" + registry), body);
    }

    private static void assertError(HttpResponse<byte[]> answer, int status, String... words) {
        assertThat(answer.statusCode()).as(Web.text(answer)).isEqualTo(status);
        assertThat(Web.text(answer)).startsWith("{\"error\":\"").contains(words).doesNotContain(RunningServe.TOKEN);
    }

    @Test
    void malformedNotification_is400() {
        assertError(site.serve().notifying(hook("edge", "{\"events\": [")), 400, "not JSON", "line 1");
    }

    @Test
    void notificationOverOneMebibyte_is413() {
        assertError(site.serve().notifying(hook("edge", " ".repeat(OVER_ONE_MEBIBYTE))), 413, "POST /hooks/edge");
    }

    @Test
    void wrongToken_is401() {
        assertError(Web.send(hook("edge", "{\"events\": []}").header("Authorization", "Bearer wrong")), 401,
                "webhookToken");
    }

    @Test
    void noToken_is401() {
        assertError(Web.send(hook("edge", "{\"events\": []}")), 401, "Authorization");
    }

    @Test
    void unknownRegistry_is404() {
        assertError(site.serve().notifying(hook("elsewhere", "{\"events\": []}")), 404, "crossdock.yaml");
    }

    @Test
    void eventsOfNoInterest_areAccepted() {
        assertThat(site.serve().notifying(hook("edge", "{\"events\": []}")).statusCode()).isEqualTo(202);
    }

    private static HttpResponse<byte[]> replicate(String source, String target) {
        return Web.send(Web.post(site.serve().at("/replications"),
                "{\"source\": \"%s\", \"target\": \"%s\"}".formatted(source, target)));
    }

    private static String ended(HttpResponse<byte[]> accepted) {
        assertThat(accepted.statusCode()).as(Web.text(accepted)).isEqualTo(202);
        var ticket = site.serve().at(accepted.headers().firstValue("Location").orElseThrow());
        site.await("the replication ends",
                () -> Web.text(Web.send(Web.to(ticket))).matches("(?s).*\"state\":\"(done|failed)\".*"));
        return Web.text(Web.send(Web.to(ticket)));
    }

    @Test
    void replicationOnDemand_isDone() {
        SeededImage image = new SeededImages(30).image(Format.OCI, 2, 50_000);
        skopeo.push(image, site.edge(), "other/asked:1");

        String ticket = ended(replicate("edge/other/asked:1", "prod/by/hand:2"));

        assertThat(ticket).contains("\"state\":\"done\"");
        assertThat(site.prod().view().digest("by/hand", "2")).contains(image.manifest().digest());
        assertThat(site.prod().view().missing("by/hand")).isEmpty();
    }

    @Test
    void replicationOfAbsentTag_failsWithAReason() {
        String ticket = ended(absent);

        assertThat(ticket).contains("\"state\":\"failed\"", "no such manifest", "other/absent");
    }

    @Test
    void replicationOfUnknownRegistry_is400() {
        assertError(replicate("elsewhere/app:1", "prod/app:1"), 400, "elsewhere", "edge, prod");
    }

    @Test
    void ownRegistries_carryAnIndexBothWays() {
        SeededImage index = new SeededImages(31).index(Format.OCI, "amd64", "arm64");
        skopeo.push(index, site.edge(), "team/own:1");
        site.awaitArrival("team/own", "1", index.manifest().digest());

        skopeo.copy(Skopeo.remote(site.prod(), "mirror/team/own:1"), Skopeo.remote(site.edge(), "other/back:1"));

        assertThat(skopeo.digest(site.edge(), "other/back:1")).isEqualTo(index.manifest().digest());
        assertThat(site.edge().view().missing("other/back")).isEmpty();
    }

    @Test
    void ownRegistries_carryDockersFormat() {
        SeededImage image = new SeededImages(32).image(Format.DOCKER, 2, 50_000);

        skopeo.pushDir(image, site.edge(), "team/own-docker:1");

        site.awaitArrival("team/own-docker", "1", image.manifest().digest());
        assertThat(skopeo.digest(site.prod(), "mirror/team/own-docker:1")).isEqualTo(image.manifest().digest());
    }

    @Test
    void secondServe_namesTheFirst() {
        Answer answer = Distribution.built().run(TOKEN, "serve", "--config",
                RunningServe.config(site.folder()).toString());

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stderr()).matches("crossdock: [^\n]+\n").contains(Long.toString(site.serve().program().pid()))
                .doesNotContain(RunningServe.TOKEN);
    }

    @Test
    void unknownKey_namesTheNearest() throws IOException {
        Path config = Files.writeString(temporary.resolve("crossdock.yaml"),
                Files.readString(RunningServe.config(site.folder())).replace("webhookToken", "webhokToken"));

        Answer answer = Distribution.built().run(TOKEN, "serve", "--config", config.toString());

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stderr()).matches("crossdock: [^\n]+\n").contains(config + ":4:", "webhokToken",
                "\"webhookToken\"");
        assertThat(temporary.resolve("state")).doesNotExist();
    }

    @Test
    void missingSecret_namesTheVariable() throws IOException {
        Path config = Files.copy(RunningServe.config(site.folder()), temporary.resolve("crossdock.yaml"));

        Answer answer = Distribution.built().run("serve", "--config", config.toString());

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stderr()).matches("crossdock: [^\n]+\n").contains("EDGE_TOKEN");
    }

    @Test
    void unknownKeyOfARegistry_namesTheNearest() throws IOException {
        Path config = Files.writeString(temporary.resolve("config.yml"), """
                version: 0.1
                http:
                  adr: 127.0.0.1:0
                storage:
                  filesystem:
                    rootdirectory: %s
                """.formatted(temporary.resolve("registry")));

        Answer answer = Distribution.built().run("registry", "serve", config.toString());

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stderr()).matches("crossdock: [^\n]+\n").contains(config + ":3:", "http.adr", "\"addr\"");
        assertThat(temporary.resolve("registry")).doesNotExist();
    }

    @Test
    void sourceThatIsDown_isNamedByTheSweep() {
        try (Site other = Site.start("sweep-down", Kind.FOREIGN)) {
            other.edge().stop();

            String report = Web.text(Web.send(Web.post(other.serve().at("/sweep"), "")));

            assertThat(report).contains("\"tags\":0", "registry " + other.edge().host(),
                    "wanted a registry that listens there");
        }
    }
}
