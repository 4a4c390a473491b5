package dev.crossdock.proof.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.lambda.stack.LambdaSite;
import dev.crossdock.proof.lambda.stack.Stack;
import dev.crossdock.proof.lambda.stack.Blueprint;
import dev.crossdock.proof.site.LongForm;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.SlowLink;
import dev.crossdock.testkit.Uploader;
import dev.crossdock.testkit.aws.AwsExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The copy function killed at a random moment of each run: all images arrive, and at no time is one half there. */
@Tag("long")
class KilledCopyTest {
    private static final int KILLS = 50;
    private static final int LEAST_KILLS = 6;
    private static final int LAYER_BYTES = 6 << 20;
    private static final long BYTES_PER_SECOND = 2 << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    /** Longer than a timeout still, as in the template. */
    private static final int SCALE = 60;
    private static final int LONGEST_INTO_COPY_MILLIS = 4_000;
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    @Test
    void killedCopies_allArrive() throws IOException, InterruptedException {
        Random random = LongForm.random("killed copy");
        SeededImages images = new SeededImages(random.nextLong());
        int kills = LongForm.scaled(KILLS, LEAST_KILLS);
        Map<String, String> wanted = new LinkedHashMap<>();
        SlowLink[] link = new SlowLink[1];
        try (LambdaSite site = LambdaSite.start("lambda-kill", new Stack.Account(AWS.sqs(), AWS.s3()),
                Blueprint.deployed().timeout("Copy", TIMEOUT).scaled(SCALE), edge -> {
                    link[0] = SlowLinks.inFrontOf(edge, SlowLink.Way.FREE.withBytesPerSecond(BYTES_PER_SECOND));
                    return link[0].uri();
                }); Uploader uploader = new Uploader(site.edge().uri())) {
            int struck = 0;
            for (int kill = 0; kill < kills; kill++) {
                SeededImage image = images.image(Format.OCI, 2, LAYER_BYTES);
                wanted.put("v" + kill, image.manifest().digest());
                uploader.push(image, "team/kill", "v" + kill);
                site.await("a copy is under way", () -> site.stack().function("Copy").underWay() > 0);
                site.edge().program().endsWithin(Duration.ofMillis(random.nextInt(LONGEST_INTO_COPY_MILLIS)));
                struck += site.stack().function("Copy").killOne(random) ? 1 : 0;
                site.assertWhole("mirror/team/kill");
            }
            for (Map.Entry<String, String> each : wanted.entrySet()) {
                site.await(each + " arrives", () -> site.prod().view().digest("mirror/team/kill", each.getKey())
                        .equals(Optional.of(each.getValue())));
            }
            site.assertWhole("mirror/team/kill");
            System.out.printf("killed copy: %d of %d kills struck a process at work; all arrived%n", struck, kills);
            assertThat(struck).as("kills of a process at work").isPositive();
            assertThat(site.stack().queue("DeadCopies").depth()).isZero();
        } finally {
            if (link[0] != null) {
                link[0].close();
            }
        }
    }
}
