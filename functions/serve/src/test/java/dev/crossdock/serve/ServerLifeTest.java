package dev.crossdock.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.crossdock.replication.embedded.StateInUseException;
import dev.crossdock.testkit.SeededImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping, and what a server says meanwhile. */
class ServerLifeTest {
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

    @TempDir
    Path folder;
    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.start(folder);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void secondServerOnTheSameState_namesTheFirst() {
        assertThatThrownBy(() -> CrossdockServer.start(site.settings(0))).isInstanceOf(StateInUseException.class)
                .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()))
                .hasMessageContaining(folder.resolve("state").toString()).message().hasLineCount(1);
    }

    @Test
    void takenPort_isToldInOneLine_andTheStateIsLetGo() throws Exception {
        site.stop();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> CrossdockServer.start(site.settings(taken.getLocalPort())))
                    .isInstanceOf(IllegalStateException.class).message()
                    .startsWith("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ").contains("in use")
                    .hasLineCount(1);
        }
        site.startAgain();

        assertThat(site.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void micronaut_takesNothingFromSystemProperties() throws Exception {
        site.stop();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            System.setProperty("micronaut.server.port", String.valueOf(taken.getLocalPort()));
            System.setProperty("micronaut.server.context-path", "/moved");
            System.setProperty("micronaut.environments", "moved");
            site.startAgain();

            assertThat(site.port()).isNotEqualTo(taken.getLocalPort());
            assertThat(site.get("/health").statusCode()).isEqualTo(200);
        } finally {
            System.clearProperty("micronaut.server.port");
            System.clearProperty("micronaut.server.context-path");
            System.clearProperty("micronaut.environments");
        }
    }

    @Test
    void stopWhileACopyRuns_letsItEnd_orTheNextStartFinishesIt() throws Exception {
        SeededImage image = site.push(1, "team/app", "1");
        site.wire.hold();
        site.post(Site.HOOK, Site.pushed(image, "team/app", "1"), "Authorization", Site.BEARER);
        await().until(() -> site.wire.accepted() > 0);
        int port = site.port();
        Thread stopping = Thread.ofPlatform().start(site::stop);
        await().until(() -> isRefusing(port));
        site.wire.release();

        assertThat(stopping.join(LONGEST_STOP)).as("stopped").isTrue();
        site.startAgain();
        site.awaitArrival(image, "mirror/team/app", "1");
    }

    @Test
    void acceptedWhileTheSourceIsDown_isDoneAfterTheNextStart() throws Exception {
        SeededImage image = site.push(1, "team/app", "1");
        site.wire.down();
        HttpResponse<String> accepted = site.post("/replications",
                "{\"source\": \"edge/team/app:1\", \"target\": \"prod/kept/app:1\"}", "Content-Type",
                "application/json");
        site.stop();
        site.wire.up();
        site.startAgain();

        String location = accepted.headers().firstValue("Location").orElseThrow();
        await().atMost(LONGEST_STOP).until(() -> site.get(location).body(), body -> body.contains("\"done\""));
        assertThat(site.digestInProd("kept/app", "1")).contains(image.manifest().digest());
    }

    @Test
    void noAnswerAndNoLine_holdsASecret() throws Exception {
        PrintStream stdout = System.out;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        try {
            site.stop();
            site.startAgain();
            SeededImage image = site.push(1, "team/app", "1");
            said.append(site.post(Site.HOOK, Site.pushed(image, "team/app", "1"), "Authorization", Site.BEARER).body());
            said.append(site.post(Site.HOOK, "{\"" + Site.WEBHOOK_TOKEN, "Authorization", Site.BEARER).statusCode());
            said.append(site.post(Site.HOOK, "{}", "Authorization", "Basic " + Site.WEBHOOK_TOKEN).body());
            said.append(site.post("/sweep", "").body()).append(site.get("/health").body());
            site.awaitArrival(image, "mirror/team/app", "1");
            said.append(await().until(() -> site.get("/metrics").body(),
                    body -> body.contains("crossdock_step_seconds_count{step=\"publish\"}")));
        } finally {
            System.setOut(stdout);
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).as("log").contains("published").contains("sweep: ");
        assertThat(said + log.toString(StandardCharsets.UTF_8)).doesNotContain("53cret");
        assertThat(site.settings(0).toString()).doesNotContain("53cret");
    }

    private static boolean isRefusing(int port) {
        try {
            URI.create("http://127.0.0.1:%d/health".formatted(port)).toURL().openStream().close();
            return false;
        } catch (IOException _) {
            return true;
        }
    }
}
