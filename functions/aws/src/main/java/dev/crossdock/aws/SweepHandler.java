package dev.crossdock.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.aws.lambda.StepLine;
import dev.crossdock.aws.lambda.TimeLeft;
import dev.crossdock.aws.lambda.Trace;
import dev.crossdock.replication.steps.Sweep;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Sweeps once: by the clock, or because somebody called. What fails as a whole is thrown, and Lambda calls again. */
public final class SweepHandler implements RequestStreamHandler {
    private static final JsonMapper JSON = new JsonMapper();

    private final Wiring wiring;

    /** As Lambda makes it. */
    public SweepHandler() {
        this(Wiring.ofThisProcess());
    }

    SweepHandler(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        Instant begun = wiring.clock().instant();
        TimeLeft time = TimeLeft.of(context.getRemainingTimeInMillis(), begun);
        String trace = Trace.of(Optional.empty(), Optional.empty());
        StepLine line = new StepLine("sweep", begun).with("requestId", context.getAwsRequestId()).with("trace",
                Trace.id(trace));
        String outcome = "failed";
        wiring.trace(trace);
        try (var _ = wiring.within(time)) {
            Sweep.Report report = wiring.rig().sweep(wiring.state().queue()).sweep(time);
            outcome = report.failures().isEmpty() ? "done" : "incomplete";
            line.with("reopened", report.reopened()).with("tags", report.tags()).with("pruned", report.pruned())
                    .with("error", String.join("; ", report.failures()));
            answer.write(JSON.writeValueAsBytes(json(report)));
        } catch (RuntimeException e) {
            line.with("error", String.valueOf(e.getMessage()));
            throw e;
        } finally {
            wiring.trace("");
            wiring.log(line.ended(outcome, Duration.between(begun, wiring.clock().instant())));
        }
    }

    private static ObjectNode json(Sweep.Report report) {
        ObjectNode body = JSON.createObjectNode().put("reopened", report.reopened()).put("tags", report.tags())
                .put("pruned", report.pruned());
        report.failures().forEach(body.putArray("failures")::add);
        return body;
    }
}
