package dev.crossdock.testkit.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes under AWS's own runtime interface client, and what becomes of them. */
class LocalFunctionTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final List<Path> CLASS_PATH = Stream.concat(RuntimeClient.jars().stream(),
            Arrays.stream(System.getProperty("java.class.path").split(":", -1)).map(Path::of)).toList();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    private Path folder;

    private LocalFunction function(Duration timeout, int environments, Map<String, String> environment) {
        return new LocalFunction(new FunctionSetup("told", Told.class.getName(), timeout,
                new FunctionSetup.Size(256, environments), environment, CLASS_PATH), folder);
    }

    private static JsonNode answer(Report report) throws JsonProcessingException {
        assertThat(report.ended()).isInstanceOf(Ended.Answered.class);
        return new ObjectMapper().readTree(((Ended.Answered) report.ended()).payload());
    }

    @Test
    void environment_isReusedWhileItIsWarm() throws Exception {
        try (LocalFunction told = function(LONG, 1, Map.of("GIVEN", "1", "AWS_REGION", "eu-west-1"))) {
            Report cold = told.invoke("{\"a\":\"ü\"}");
            Report warm = told.invoke("{}");
            told.cool();
            Report again = told.invoke("{}");

            JsonNode seen = answer(cold);
            assertThat(seen.path("event").path("a").asText()).isEqualTo("ü");
            assertThat(seen.path("remaining").asLong()).isBetween(1L, LONG.toMillis());
            assertThat(seen.path("function").asText()).isEqualTo("told 256");
            assertThat(seen.path("arn").asText()).isEqualTo("arn:aws:lambda:eu-west-1:123456789012:function:told");
            assertThat(seen.path("requestId").asText()).isEqualTo(cold.requestId());
            assertThat(seen.path("trace").asText()).startsWith("Root=1-");
            assertThat(seen.path("variables").toString()).contains("GIVEN").doesNotContain("PATH", "HOME");
            assertThat(seen.path("options").toString()).contains("TieredStopAtLevel=1", "UseSerialGC");
            assertThat(List.of(cold, warm, again)).extracting(report -> report.init().isPresent())
                    .containsExactly(true, false, true);
            assertThat(answer(warm).path("calls").asInt()).isEqualTo(2);
            assertThat(answer(again).path("calls").asInt()).isEqualTo(1);
            assertThat(told.reports()).containsExactly(cold, warm, again);
            assertThat(told.log()).contains("told");
            assertThat(cold.gigabyteSeconds()).isGreaterThan(warm.gigabyteSeconds());
        }
    }

    @Test
    void optionsOfTheFunction_overrideLambdas() throws Exception {
        try (LocalFunction told = function(LONG, 1, Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=4"))) {
            assertThat(answer(told.invoke("{}")).path("options").toString()).contains("TieredStopAtLevel=4")
                    .doesNotContain("TieredStopAtLevel=1");
        }
    }

    @Test
    void invocationThatTakesTooLong_isKilled_andTheNextFindsAColdOne() throws Exception {
        Duration timeout = Duration.ofSeconds(5);
        try (LocalFunction told = function(timeout, 1, Map.of())) {
            Report hung = told.invoke("{\"do\":\"hang\"}");
            Report next = told.invoke("{}");

            assertThat(hung.ended()).isEqualTo(new Ended.TimedOut());
            assertThat(hung.duration()).isGreaterThanOrEqualTo(timeout);
            assertThat(next.init()).isPresent();
            assertThat(answer(next).path("calls").asInt()).isEqualTo(1);
        }
    }

    @Test
    void handlerThatThrows_staysWarm_oneThatExitsDoesNot() throws Exception {
        try (LocalFunction told = function(LONG, 1, Map.of())) {
            Report thrown = told.invoke("{\"do\":\"throw\"}");
            Report next = told.invoke("{}");
            Report exited = told.invoke("{\"do\":\"exit\"}");

            assertThat(thrown.ended()).isInstanceOf(Ended.Failed.class);
            assertThat(thrown.ended().toString()).contains("told to throw", "IllegalArgumentException");
            assertThat(answer(next).path("calls").asInt()).isEqualTo(2);
            assertThat(exited.ended()).isEqualTo(new Ended.Exited(3));
            assertThat(told.invoke("{}").init()).isPresent();
        }
    }

    @Test
    void functionThatDoesNotStart_saysWhy() throws Exception {
        try (LocalFunction told = function(LONG, 1, Map.of("FAILS", "1"))) {
            assertThat(told.invoke("{}").ended()).isInstanceOfSatisfying(Ended.Failed.class,
                    failed -> assertThat(failed.error()).contains("told to fail"));
        }
    }

    @Test
    void killedWhileItWorks_isAnExit() throws Exception {
        try (LocalFunction told = function(LONG, 2, Map.of())) {
            CompletableFuture<Report> working = CompletableFuture.supplyAsync(() -> {
                try {
                    return told.invoke("{\"do\":\"hang\"}");
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            long end = System.nanoTime() + LONG.toNanos();
            while (!told.log().contains("told hang") && System.nanoTime() - end < 0) {
                CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS))
                        .join();
            }
            assertThat(told.underWay()).isEqualTo(1);
            assertThat(told.killOne(new Random(1))).isTrue();

            assertThat(working.get(1, TimeUnit.MINUTES).ended()).isEqualTo(new Ended.Exited(137));
            assertThat(told.killOne(new Random(1))).isFalse();
        }
    }

    @Test
    void address_makesEventsOfRequests() throws Exception {
        try (LocalFunction told = function(LONG, 1, Map.of());
                FunctionUrl url = new FunctionUrl(told);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(HttpRequest.newBuilder(url.uri().resolve("/hooks/edge?x=1"))
                    .header("Authorization", "Bearer t").header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"events\":[]}")).build(),
                    HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> failed = http.send(HttpRequest.newBuilder(URI.create(url.uri() + "x"))
                    .header("Content-Type", "application/vnd.docker.distribution.events.v1+json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}")).build(), HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.body()).isEqualTo("/hooks/edge");
            assertThat(answer.headers().firstValue("X-Seen")).contains("yes");
            JsonNode event = answer(told.reports().getFirst()).path("event");
            assertThat(event.path("version").asText()).isEqualTo("2.0");
            assertThat(event.path("rawQueryString").asText()).isEqualTo("x=1");
            assertThat(event.path("headers").path("authorization").asText()).isEqualTo("Bearer t");
            assertThat(event.path("body").asText()).isEqualTo("{\"events\":[]}");
            assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
            assertThat(event.at("/requestContext/http/method").asText()).isEqualTo("POST");
            assertThat(failed.statusCode()).isEqualTo(202);
            assertThat(answer(told.reports().getLast()).at("/event/body").asText()).isEqualTo("e30=");
        }
    }
}
