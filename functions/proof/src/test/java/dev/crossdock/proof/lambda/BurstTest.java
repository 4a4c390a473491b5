package dev.crossdock.proof.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.lambda.stack.LambdaSite;
import dev.crossdock.proof.lambda.stack.Stack;
import dev.crossdock.proof.lambda.stack.Blueprint;
import dev.crossdock.proof.site.LongForm;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.Uploader;
import dev.crossdock.testkit.aws.AwsExtension;
import dev.crossdock.testkit.lambda.Prices;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two hundred pushes, as fast as a registry takes them. */
@Tag("long")
class BurstTest {
    private static final int PUSHES = 200;
    private static final int LEAST_PUSHES = 60;
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    @Test
    void burst_arrivesWhole() throws IOException, InterruptedException {
        int pushes = LongForm.scaled(PUSHES, LEAST_PUSHES);
        SeededImages images = new SeededImages(71);
        Map<String, String> wanted = new LinkedHashMap<>();
        try (LambdaSite site = LambdaSite.start("lambda-burst", new Stack.Account(AWS.sqs(), AWS.s3()),
                Blueprint.deployed()); Uploader uploader = new Uploader(site.edge().uri())) {
            SeededImage first = images.image(Format.OCI, 2, 20_000);
            long begun = System.nanoTime();
            for (int at = 0; at < pushes; at++) {
                SeededImage image = at % 4 == 0 ? images.image(Format.OCI, 1, 10_000) : images.sharing(first);
                uploader.push(image, "team/burst", "v" + at);
                wanted.put("v" + at, image.manifest().digest());
            }
            long pushed = System.nanoTime();
            site.await("all tags arrive", () -> wanted.entrySet().stream().allMatch(each -> site.prod().view()
                    .digest("mirror/team/burst", each.getKey()).equals(Optional.of(each.getValue()))));
            long arrived = System.nanoTime();

            site.assertWhole("mirror/team/burst");
            site.await("nothing is left to do", site.stack()::isIdle);
            assertThat(site.stack().queue("DeadRequests").depth() + site.stack().queue("DeadCopies").depth()
                    + site.stack().queue("DeadPublishes").depth()).as("dead letters").isZero();
            System.out.printf("burst: %d pushes in %.1f s, arrived %.1f s later%n%s", pushes, (pushed - begun) / 1e9,
                    (arrived - pushed) / 1e9, Prices.bill(site.stack().usage()));
        }
    }
}
