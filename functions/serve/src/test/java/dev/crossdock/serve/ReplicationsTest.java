package dev.crossdock.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crossdock.testkit.SeededImage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicationsTest {
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
    void wish_isAcceptedCopiedAndDone() throws Exception {
        SeededImage image = site.push(1, "any/app", "1");

        HttpResponse<String> answer = wish("edge/any/app:1", "prod/elsewhere/app:2");

        assertThat(answer.statusCode()).isEqualTo(202);
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertThat(location).matches("/replications/[0-9a-f-]{36}");
        assertThat(answer.body()).contains("\"location\":\"" + location + "\"");
        String state = awaitState(location, "done");
        assertThat(state).contains("\"id\":\"" + location.substring("/replications/".length()) + "\"")
                .contains("\"at\":\"20");
        assertThat(site.digestInProd("elsewhere/app", "2")).contains(image.manifest().digest());
    }

    @Test
    void wishWhileTheSourceStands_isCopying() throws Exception {
        site.push(2, "any/slow", "1");
        site.wire.hold();
        try {
            String location = wish("edge/any/slow:1", "prod/any/slow:1").headers().firstValue("Location").orElseThrow();
            assertThat(site.get(location).body()).contains("\"state\":\"accepted\"")
                    .contains("edge/any/slow:1 → prod/any/slow:1");
            site.wire.release();
            awaitState(location, "done");
        } finally {
            site.wire.release();
        }
    }

    @Test
    void wishTwice_isUnchangedTheSecondTime() throws Exception {
        site.push(3, "any/twice", "1");
        awaitState(accepted("edge/any/twice:1", "prod/any/twice:1"), "done");

        String state = awaitState(accepted("edge/any/twice:1", "prod/any/twice:1"), "done");

        assertThat(state).contains("unchanged");
    }

    /** What no retry helps is given up after a few: an image that is not there, too, but that takes half a minute. */
    @Test
    void refusedByTheTarget_fails() throws Exception {
        site.push(5, "any/refused", "1");

        String state = awaitState(accepted("edge/any/refused:1", "locked/any/refused:1"), "failed");

        assertThat(state).contains("any/refused").contains("got 403").contains("wanted").contains("tried 3 times");
        String letters = site.get("/dead-letters").body();
        assertThat(letters).contains("\"target\":\"locked/any/refused:1\"").contains("got 403").contains("\"at\":\"20");
        String id = letters.replaceFirst("(?s).*\"id\":\"([0-9]+)\".*", "$1");
        assertThat(site.post("/dead-letters/" + id + "/retry", "").statusCode()).isEqualTo(202);
        assertThat(site.post("/dead-letters/" + id + "/retry", "").statusCode()).as("not dead any more").isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "{\"source\": \"edge/a:1\", \"target\": \"prod/a:1\", \"colour\": 1} | colour",
            "{\"source\": \"edge/a:1\"} | source or target is missing",
            "{\"target\": \"prod/a:1\"} | source or target is missing", "{} | source or target is missing",
            "null | source or target is missing", "{ | cannot be read", "hello | cannot be read",
            "[1] | cannot be read", "{\"source\": [], \"target\": {}} | cannot be read",
            "{\"source\": \"edge/a:1\", \"target\": \"prod/a:1\"} more | cannot be read",
            "{\"source\": \"edge/a:1\", \"source\": \"edge/a:2\", \"target\": \"prod/a:1\"} | cannot be read",
            "{\"source\": \"nowhere/a:1\", \"target\": \"prod/a:1\"} | there are: edge, prod, locked",
            "{\"source\": \"edge/a:1\", \"target\": \"nowhere/a:1\"} | there are: edge, prod, locked",
            "{\"source\": \"edge/a:1\", \"target\": \"edge/a:1\"} | source and target are both edge/a:1",
            "{\"source\": \"edge/A:1\", \"target\": \"prod/a:1\"} | A",
            "{\"source\": \"edge/a\", \"target\": \"prod/a:1\"} | wanted registry/repository:tag",
            "{\"source\": \"edge/a:1\", \"target\": \"docker://127.0.0.1/a:1\"} | repository",
            "{\"source\": \"edge/a:1\", \"target\": \"prod/a:-1\"} | -1"})
    void unusableWish_isRefusedNamingWhatIsWanted(String body, String reason) throws Exception {
        HttpResponse<String> answer = site.post("/replications", body, "Content-Type", "application/json");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"error\":").contains(reason.strip())
                .contains("registry/repository:tag").hasLineCount(1);
    }

    @Test
    void emptyWish_isRefused() throws Exception {
        HttpResponse<String> answer = site.post("/replications", "", "Content-Type", "application/json");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("registry/repository:tag");
    }

    /** As curl sends it where nobody says otherwise. */
    @Test
    void wishAsAForm_isTold_whatToSend() throws Exception {
        HttpResponse<String> answer = site.post("/replications", "{}", "Content-Type",
                "application/x-www-form-urlencoded");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).startsWith("{\"error\":").contains("application/json");
    }

    @Test
    void unknownId_isNotFound() throws Exception {
        HttpResponse<String> answer = site.get("/replications/0");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("no replication of this id");
    }

    @Test
    void sweep_findsWhatNobodyToldOf() throws Exception {
        SeededImage image = site.push(4, "team/untold", "7");

        HttpResponse<String> answer = site.post("/sweep", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"reopened\":0,\"tags\":1,\"pruned\":").endsWith("\"failures\":[]}\n");
        site.awaitArrival(image, "mirror/team/untold", "7");
    }

    @Test
    void sweepOfASourceThatIsDown_saysSo() throws Exception {
        site.wire.down();
        try {
            HttpResponse<String> answer = site.post("/sweep", "");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"tags\":0").contains("list repositories at registry");
        } finally {
            site.wire.up();
        }
    }

    private static HttpResponse<String> wish(String source, String target) throws Exception {
        return site.post("/replications", "{\"source\": \"%s\", \"target\": \"%s\"}".formatted(source, target),
                "Content-Type", "application/json");
    }

    private static String accepted(String source, String target) throws Exception {
        return wish(source, target).headers().firstValue("Location").orElseThrow();
    }

    private static String awaitState(String location, String state) {
        return await().atMost(Duration.ofSeconds(30)).until(() -> site.get(location).body(),
                body -> body.contains("\"state\":\"" + state + "\""));
    }
}
