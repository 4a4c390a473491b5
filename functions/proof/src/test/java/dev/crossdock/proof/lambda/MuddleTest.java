package dev.crossdock.proof.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.lambda.stack.LambdaSite;
import dev.crossdock.proof.lambda.stack.Stack;
import dev.crossdock.proof.lambda.stack.Delivery;
import dev.crossdock.proof.lambda.stack.Blueprint;
import dev.crossdock.proof.site.Skopeo;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import dev.crossdock.testkit.aws.AwsExtension;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each message delivered twice, and out of order, ends as if it had been delivered once, and moves no blob twice. */
class MuddleTest {
    private static final int IMAGES = 10;
    @RegisterExtension
    static final AwsExtension AWS = AwsExtension.inRealTime();

    @Test
    void everyMessageTwiceAndOutOfOrder_endsInTheSameState() {
        SeededImages images = new SeededImages(61);
        Map<String, SeededImage> pushed = new LinkedHashMap<>();
        try (LambdaSite site = LambdaSite.start("lambda-muddle", new Stack.Account(AWS.sqs(), AWS.s3()),
                Blueprint.deployed().delivering(Delivery.TWICE_OUT_OF_ORDER))) {
            Skopeo skopeo = new Skopeo(site.folder());
            SeededImage first = images.image(Format.OCI, 2, 40_000);
            for (int at = 0; at < IMAGES; at++) {
                SeededImage image = at == 0
                        ? first
                        : at % 2 == 0
                                ? images.sharing(first)
                                : images.index(Format.OCI, "amd64", "arm64");
                pushed.put("v" + at, image);
                skopeo.push(image, site.edge(), "team/muddle:v" + at);
            }
            site.await("all tags arrive", () -> pushed.entrySet().stream().allMatch(each -> site.prod().view()
                    .digest("mirror/team/muddle", each.getKey())
                    .equals(Optional.of(each.getValue().manifest().digest()))));
            site.await("nothing is left to do", site.stack()::isIdle);

            site.assertWhole("mirror/team/muddle");
            assertThat(site.prod().view().tags("mirror/team/muddle")).hasSize(IMAGES);
            assertThat(site.stack().state("open/")).as("open runs").isEmpty();
            assertThat(site.stack().queue("DeadCopies").depth() + site.stack().queue("DeadRequests").depth()
                    + site.stack().queue("DeadPublishes").depth()).as("dead letters").isZero();
            pushed.values().stream().flatMap(SeededImage::allBlobs).map(SeededBlob::hex).distinct()
                    .forEach(hex -> assertThat(site.prod().requests(
                            "\"PUT /v2/mirror/team/muddle/blobs/uploads/[^ ]*sha256(:|%3A)" + hex
                                    + "[^ ]* HTTP/1.1\" 201"))
                            .as("uploads of %s that were completed", hex).isEqualTo(1));
        }
    }
}
