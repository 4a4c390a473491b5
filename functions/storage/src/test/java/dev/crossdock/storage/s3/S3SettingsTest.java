package dev.crossdock.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class S3SettingsTest {
    @Test
    void endpoint_mayBeAHostAlone() {
        assertThat(S3Settings.Connection.endpoint("minio:9000", false)).isEqualTo(URI.create("http://minio:9000"));
        assertThat(S3Settings.Connection.endpoint("s3.example", true)).isEqualTo(URI.create("https://s3.example"));
        assertThat(S3Settings.Connection.endpoint("http://x:1", true)).isEqualTo(URI.create("http://x:1"));
    }

    @Test
    void usual_isDistributions() {
        S3Settings settings = S3Settings.of(new S3Settings.Bucket("b", "/team/a/", "eu-central-1"));
        assertThat(settings.bucket().rootDirectory()).isEqualTo("team/a");
        assertThat(settings.parts().chunkSize()).isEqualTo(12 << 20);
        assertThat(settings.parts().copyThreshold()).isEqualTo(33_554_432);
        assertThat(settings.written()).isEqualTo(new S3Settings.Written(false, "", "STANDARD", "private"));
        assertThat(settings.connection().pathStyle()).isFalse();
        assertThat(settings.redirects().enabled()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"32, 10, 16", "64, 10, 32", "128, 10, 64", "1024, 10, 256", "65536, 10, 512", "128, 50, 64",
            "1024, 200, 400", "65536, 1024, 2048"})
    void memoryOfUploads_isNeverMoreThanHalfTheHeap(long heap, long chunk, long memory) {
        assertThat(S3Settings.Parts.memory(chunk << 20, heap << 20)).isEqualTo(memory << 20);
    }

    @Test
    void partsOnTheirWay_areFewerWhereThereIsLittleMemory() {
        assertThat(PartSender.window(64 << 20, 10 << 20)).isEqualTo(2);
        assertThat(PartSender.window(256 << 20, 10 << 20)).isEqualTo(3);
        assertThat(PartSender.window(4L << 30, 10 << 20)).isEqualTo(3);
    }

    @Test
    void whatS3DoesNotTake_isRefusedByTheNameOfItsKey() {
        refused("bucket", () -> new S3Settings.Bucket(" ", "", "x"));
        refused("region", () -> new S3Settings.Bucket("b", "", ""));
        refused("rootdirectory", () -> new S3Settings.Bucket("b", "a\u0000b", "x"));
        refused("regionendpoint", () -> S3Settings.Connection.to(URI.create("ftp://x")));
        refused("accesskey", () -> new S3Settings.Credentials("", "x"));
        refused("secretkey", () -> new S3Settings.Credentials("x", ""));
        refused("keyid", () -> new S3Settings.Written(false, "key", "STANDARD", "private"));
        refused("chunksize", () -> parts(5_242_879, 32 << 20, 10));
        refused("multipartcopychunksize", () -> parts(5_242_880, 1, 10));
        refused("multipartcopymaxconcurrency", () -> parts(5_242_880, 32 << 20, 0));
        refused("redirectendpoint", () -> new S3Settings.Redirects(true, Optional.of(URI.create("cdn")), Duration
                .ofMinutes(1)));
        refused("redirect lifetime", () -> new S3Settings.Redirects(true, Optional.empty(), Duration.ofDays(8)));
    }

    private static S3Settings.Parts parts(long chunk, long copy, int width) {
        return new S3Settings.Parts(chunk, 1 << 20, copy, width, 64 << 20);
    }

    private static void refused(String key, ThrowingCallable make) {
        assertThatThrownBy(make).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(
                "storage.s3: " + key + ": got ").hasMessageContaining("wanted");
    }
}
