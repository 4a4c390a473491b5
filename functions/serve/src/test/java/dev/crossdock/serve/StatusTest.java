package dev.crossdock.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crossdock.testkit.SeededImage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTest {
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
    void health_tellsWhatWaits() throws Exception {
        HttpResponse<String> answer = site.get("/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"UP\",\"queues\":{\"plan\":0,\"copy\":0,\"publish\":0}}\n");
    }

    @Test
    void health_countsWhatIsWorkedOn() throws Exception {
        SeededImage image = site.push(1, "team/app", "1");
        site.wire.hold();
        site.post(Site.HOOK, Site.pushed(image, "team/app", "1"), "Authorization", Site.BEARER);

        assertThat(site.get("/health").body()).contains("\"plan\":1");
        assertThat(site.get("/metrics").body())
                .containsPattern("crossdock_host_places\\{registry=\"prod\"} [1-9]")
                .containsPattern("crossdock_host_throttled_total\\{registry=\"prod\"} 0")
                .contains("crossdock_host_pulls_left{registry=\"prod\"} NaN");
        assertThat(site.get("/metrics").body()).contains("crossdock_queue_depth{step=\"plan\"} 1.0\n");

        site.wire.release();
        site.awaitArrival(image, "mirror/team/app", "1");
    }

    @Test
    void metrics_countWhatHappened() throws Exception {
        SeededImage image = site.push(1, "team/app", "1");
        site.post(Site.HOOK, Site.pushed(image, "team/app", "1"), "Authorization", Site.BEARER);
        site.post(Site.HOOK, "{", "Authorization", Site.BEARER);
        site.post("/hooks/nobody", "{}");
        long bytes = image.allBlobs().distinct().mapToLong(blob -> blob.bytes().length).sum();
        site.awaitArrival(image, "mirror/team/app", "1");

        String text = await().atMost(Duration.ofSeconds(10)).until(() -> site.get("/metrics").body(),
                body -> body.contains("crossdock_step_seconds_count{step=\"publish\"} 1\n")
                        && body.contains("crossdock_routes_ended_total"));

        assertThat(text).contains("# HELP crossdock_queue_depth Messages that wait or are worked on\n")
                .contains("# TYPE crossdock_queue_depth gauge\n")
                .contains("crossdock_queue_depth{step=\"copy\"} 0.0\n").contains("crossdock_dead_letters 0.0\n")
                .contains("crossdock_notifications_total{registry=\"edge\",status=\"202\"} 1.0\n")
                .contains("crossdock_notifications_total{registry=\"edge\",status=\"400\"} 1.0\n")
                .contains("crossdock_notifications_total{registry=\"unknown\",status=\"404\"} 1.0\n")
                .contains("crossdock_blobs_total{outcome=\"streamed\"} 5.0\n")
                .contains("crossdock_blob_bytes_total " + (double) bytes + "\n")
                .contains("crossdock_routes_ended_total{outcome=\"published\"} 1.0\n")
                .contains("crossdock_step_seconds_count{step=\"plan\"} 1\n");
    }

    @Test
    void metrics_countRetries() throws Exception {
        site.wire.down();
        SeededImage image = site.push(1, "team/app", "1");
        site.post(Site.HOOK, Site.pushed(image, "team/app", "1"), "Authorization", Site.BEARER);

        await().atMost(Duration.ofSeconds(20)).until(() -> site.get("/metrics").body(), body -> body
                .contains("crossdock_step_retries_total{failure=\"Unavailable\",step=\"plan\"} 1.0\n"));
        site.wire.up();
        site.awaitArrival(image, "mirror/team/app", "1");
    }

    @Test
    void metrics_areTheTextOfPrometheus() throws Exception {
        HttpResponse<String> answer = site.get("/metrics", "Accept", "application/openmetrics-text, */*;q=0.1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).get().asString()
                .startsWith("text/plain").contains("version=0.0.4");
    }
}
