package dev.crossdock.proof.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.lambda.stack.Blueprint;
import dev.crossdock.proof.lambda.stack.LambdaSite;
import dev.crossdock.proof.lambda.stack.Stack;
import dev.crossdock.proof.site.Patience;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.SlowLink;
import dev.crossdock.testkit.Uploader;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.testkit.lambda.Ended;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A blob that no invocation has the time for travels through many, from checkpoint to checkpoint. */
@Tag("long")
class LongBlobTest {
    private static final int INVOCATIONS = 12;
    /** Of invocations most of which use up their time: four minutes were too few on a busy machine. */
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final int BLOB_BYTES = 26 << 20;
    /** Of one connection, for four fifths of the timeout: fourteen legs. */
    private static final long BYTES_PER_SECOND = 300 << 10;
    /** What was in flight at a deadline is read again; all from the beginning would be six times as much. */
    private static final int MOST_READINGS = 3;
    /** Of the visibility: a process that took too long to start is followed by another in half a minute. */
    private static final int SCALE = 60;
    private static final Pattern LEGS = Pattern.compile("\"legs\":(\\d+)");
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    @Test
    void blobOfTwelveInvocations_arrivesWhole() throws IOException, InterruptedException {
        SeededImage image = new SeededImages(81).image(Format.OCI, 1, BLOB_BYTES);
        SlowLink[] link = new SlowLink[1];
        SlowLink.Way slow = SlowLink.Way.FREE.withBytesPerSecond(BYTES_PER_SECOND);
        try (LambdaSite site = LambdaSite.start("lambda-long-blob", new Stack.Account(AWS.sqs(), AWS.s3()),
                Blueprint.deployed().timeout("Copy", TIMEOUT).scaled(SCALE), edge -> {
                    link[0] = SlowLinks.inFrontOf(edge, slow);
                    return link[0].uri();
                }); Uploader uploader = new Uploader(site.edge().uri())) {
            SeededImage first = new SeededImages(82).image(Format.OCI, 1, 1_000);
            uploader.push(first, "team/first", "1"); // so that no leg is spent on the start of a process
            site.awaitArrival("team/first", "1", first.manifest().digest());
            uploader.push(image, "team/long", "1");

            Patience.until("the long blob arrives", LONGEST, () -> site.prod().view().digest("mirror/team/long", "1")
                    .equals(Optional.of(image.manifest().digest())), site::evidence);
            site.assertWhole("mirror/team/long");

            long worked = site.stack().function("Copy").reports().stream()
                    .filter(report -> report.ended() instanceof Ended.Answered).count();
            Matcher legs = LEGS.matcher(site.stack().function("Copy").log());
            int most = legs.results().mapToInt(leg -> Integer.parseInt(leg.group(1))).max().orElse(0);
            System.out.printf("long blob: %d bytes in %d invocations of %s, %d legs at most; %d bytes read%n",
                    BLOB_BYTES, worked, TIMEOUT, most, link[0].delivered());
            assertThat(worked).as("invocations of the copy function").isGreaterThanOrEqualTo(INVOCATIONS);
            assertThat(most).as("legs of the one task").isGreaterThanOrEqualTo(INVOCATIONS - 1);
            assertThat(link[0].delivered()).as("bytes read").isLessThan((long) BLOB_BYTES * MOST_READINGS);
        } finally {
            if (link[0] != null) {
                link[0].close();
            }
        }
    }
}
