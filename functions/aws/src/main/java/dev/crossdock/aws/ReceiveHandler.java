package dev.crossdock.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.crossdock.aws.config.Intake;
import dev.crossdock.aws.lambda.RawEvent;
import dev.crossdock.aws.lambda.HttpAnswer;
import dev.crossdock.aws.lambda.HttpCall;
import dev.crossdock.aws.lambda.StepLine;
import dev.crossdock.aws.lambda.Trace;
import dev.crossdock.aws.state.AwsStateException;
import dev.crossdock.event.EventReader;
import dev.crossdock.event.MalformedEventException;
import dev.crossdock.event.WebhookSignature;
import dev.crossdock.replication.Queue;
import dev.crossdock.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers registries' webhooks, {@code POST /hooks/REGISTRY}: 202 once the requests are on the queue. What cannot be done
 * now is answered 503, upon which senders come again. Anybody can ask: no secret is read but the token of the registry that
 * was named, and that only where some token was sent.
 */
public final class ReceiveHandler implements RequestStreamHandler {
    private static final Pattern PATH = Pattern.compile("/hooks/(?<registry>[^/]{1,63})/?");
    private static final String BEARER = "bearer ";
    private static final String RETRY_SECONDS = "30";

    private final Wiring wiring;

    /** As Lambda makes it. */
    public ReceiveHandler() {
        this(Wiring.ofThisProcess());
    }

    ReceiveHandler(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        Instant begun = wiring.clock().instant();
        HttpCall call = RawEvent.read(event).call();
        String trace = Trace.of(call.header("traceparent"), call.header("x-amzn-trace-id"));
        StepLine line = new StepLine("receive", begun).with("requestId", context.getAwsRequestId()).with("trace",
                Trace.id(trace));
        wiring.trace(trace);
        HttpAnswer answered;
        try {
            answered = answer(call, line);
        } finally {
            wiring.trace("");
        }
        wiring.log(line.with("status", answered.status()).ended(answered.status() < 400 ? "done" : "refused",
                Duration.between(begun, wiring.clock().instant())));
        answered.write(answer);
    }

    private HttpAnswer answer(HttpCall call, StepLine line) {
        Matcher path = PATH.matcher(call.path());
        if (!path.matches() || !call.method().equals("POST")) {
            return HttpAnswer.error(404, "wanted POST /hooks/REGISTRY, with a registry of crossdock.yaml");
        }
        if (call.body().length > EventReader.MAXIMUM_BODY_BYTES) {
            return HttpAnswer.error(413, "wanted at most %d bytes".formatted(EventReader.MAXIMUM_BODY_BYTES));
        }
        try {
            return take(wiring.intake(), path.group("registry"), call, line);
        } catch (RuntimeException e) {
            line.with("error",
                    e instanceof SettingsException || e instanceof AwsStateException
                            ? String.valueOf(e.getMessage())
                            : e.toString())
                    .with("todo",
                            "correct the configuration, or the function's role; senders come again until then");
            return HttpAnswer.error(503, "cannot take notifications now; the function's log says why")
                    .with("retry-after", RETRY_SECONDS);
        }
    }

    private HttpAnswer take(Intake intake, String registry, HttpCall call, StepLine line) {
        if (!intake.expects(registry)) {
            return HttpAnswer.error(404, "no registry of this name with a webhookToken stands in crossdock.yaml");
        }
        line.with("registry", registry);
        if (WebhookSignature.isIn(call.lists())) {
            if (!intake.isSigned(registry, call.lists(), call.body())) {
                return HttpAnswer.error(401, "the X-Crossdock-Signature-256 is wrong: wanted one with the registry's "
                        + "webhookToken as secret, of this body, made within the last minutes");
            }
        } else if (!carries(call, claim -> intake.admits(registry, claim))) {
            return HttpAnswer.error(401, "the Authorization header is missing or wrong: wanted \"Bearer\" and the "
                    + "registry's webhookToken").with("www-authenticate", "Bearer realm=\"crossdock\"");
        }
        try {
            List<Queue.Outgoing> requests = intake.receive(registry, call.lists(), call.body());
            wiring.state().queue().send(requests);
            line.with("requests", requests.size());
            return HttpAnswer.of(202, "requests", requests.size());
        } catch (MalformedEventException e) {
            line.with("error", String.valueOf(e.getMessage()));
            return HttpAnswer.error(400, String.valueOf(e.getMessage()));
        }
    }

    private static boolean carries(HttpCall call, Predicate<String> isToken) {
        return call.header("authorization").filter(header -> header.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .filter(header -> isToken.test(header.substring(BEARER.length()).strip())).isPresent();
    }
}
