package dev.crossdock.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.storage.AppendSession;
import dev.crossdock.storage.Durability;
import dev.crossdock.storage.StorageDriver;
import dev.crossdock.storage.StorageException;
import dev.crossdock.storage.StoragePath;
import dev.crossdock.storage.StoredBody;
import dev.crossdock.testkit.objects.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** How a bucket is opened, what is said to it of each object, and how others are let in. */
final class S3DoorTest extends Rigged {
    @Test
    void keys_areDistributions() {
        driver.write(new StoragePath("docker/registry/v2/x"), text("x"), Durability.SYNCED);
        S3Settings usual = bucket.settings();
        S3Settings withoutRoot = new S3Settings(new S3Settings.Bucket(bucket.name(), "/", "us-east-1"), usual
                .connection(), usual.credentials(), usual.written(), usual.parts(), usual.redirects());
        try (StorageDriver other = S3Driver.open(withoutRoot)) {
            assertThat(other.load(new StoragePath("a/root/docker/registry/v2/x"), 10)).hasValue(text("x"));
            other.write(new StoragePath("docker/registry/v2/y"), text("y"), Durability.SYNCED);
        }
        assertThat(bucket.s3().getObjectAsBytes(it -> it.bucket(bucket.name()).key("docker/registry/v2/y"))
                .asUtf8String()).isEqualTo("y");
    }

    @Test
    void open_leavesNothing() {
        try (StorageDriver other = S3Driver.open(bucket.settings(store.uri()))) {
            assertThat(other.list(new StoragePath("docker"), "", 10)).isEmpty();
        }
        assertThat(store.operations()).startsWith("ListObjects", "PutObject", "PutObject", "DeleteObject");
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void noSuchBucket_isSaidAtOnce_withWhatToDo() {
        S3Settings usual = bucket.settings();
        assertThatThrownBy(() -> S3Driver.open(in("no-such-bucket-" + bucket.name(), usual.credentials())))
                .isInstanceOf(StorageException.class).hasMessageContainingAll("open storage s3://no-such-bucket-",
                        usual.connection().endpoint().orElseThrow().getAuthority(), "404 NoSuchBucket",
                        "create this bucket, or name another one in storage.s3.bucket");
    }

    @Test
    void wrongCredentials_areSaidAtOnce_withoutTheSecret() {
        assertThatThrownBy(() -> S3Driver.open(in(bucket.name(), Optional.of(new S3Settings.Credentials("stranger",
                "planted-secret"))))).isInstanceOf(StorageException.class).hasMessageContainingAll("open storage s3://"
                        + bucket.name(), "got 403")
                .hasMessageNotContaining("planted-secret");
        assertThat(new S3Settings.Credentials("stranger", "planted-secret")).asString().doesNotContain("planted");
    }

    @Test
    void keyOrRegionThatTheStoreRefuses_isSaidWithWhatToSet() {
        for (Map.Entry<String, String> each : Map.of("InvalidAccessKeyId", "storage.s3.accesskey",
                "SignatureDoesNotMatch", "storage.s3.secretkey", "AuthorizationHeaderMalformed", "storage.s3.region",
                "AccessDenied", "allow this key or role").entrySet()) {
            store.spoil(1, "ListObjects", new Fault.Answered(403, each.getKey()));
            assertThatThrownBy(() -> S3Driver.open(bucket.settings(store.uri()))).hasMessageContaining(
                    "403 " + each.getKey()).hasMessageContaining(each.getValue());
        }
    }

    @Test
    void nobodyListening_isSaidWithWhereToLook() throws IOException {
        URI nobody = store.uri();
        store.close();

        assertThatThrownBy(() -> S3Driver.open(bucket.settings(nobody))).isInstanceOf(StorageException.class)
                .hasMessageContainingAll(nobody.getAuthority(), "no answer", "storage.s3.regionendpoint",
                        "storage.s3.forcepathstyle: true");
    }

    @Test
    void written_saysWhatTheSettingsSay_onEveryWay() {
        S3Settings usual = bucket.settings(store.uri());
        S3Settings settings = new S3Settings(usual.bucket(), usual.connection(), usual.credentials(),
                new S3Settings.Written(true, "a-key", "STANDARD_IA", "private"), usual.parts(), usual.redirects());
        try (StorageDriver other = S3Driver.open(settings)) {
            store.forget();
            store.spoil(100, call -> true, new Fault.Answered(400, "Told"));
            assertThatThrownBy(() -> other.write(BLOB, text("x"), Durability.SYNCED)).isInstanceOf(
                    StorageException.class);
            try (AppendSession session = other.begin(SESSION)) {
                assertThatThrownBy(() -> write(session, bytes(PART + 1))).hasMessageContaining("begin an upload");
            }
        }
        assertThat(store.operations()).containsExactly("PutObject", "CreateMultipartUpload");
        assertThat(store.calls()).allSatisfy(call -> assertThat(call.headers()).containsEntry(
                "x-amz-server-side-encryption", "aws:kms").containsEntry(
                        "x-amz-server-side-encryption-aws-kms-key-id", "a-key")
                .containsEntry("x-amz-storage-class",
                        "STANDARD_IA")
                .containsEntry("x-amz-acl", "private"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "none"})
    void written_NONE_saysNothing(String none) {
        S3Settings usual = bucket.settings(store.uri());
        S3Settings settings = new S3Settings(usual.bucket(), usual.connection(), usual.credentials(),
                new S3Settings.Written(false, "", none, none), usual.parts(), usual.redirects());
        try (StorageDriver other = S3Driver.open(settings)) {
            store.forget();
            other.write(BLOB, text("x"), Durability.SYNCED);
        }
        assertThat(store.calls().getFirst().headers()).doesNotContainKeys("x-amz-storage-class", "x-amz-acl",
                "x-amz-server-side-encryption", "x-amz-checksum-crc32", "x-amz-sdk-checksum-algorithm");
    }

    @Test
    void serve_givesAnAddressThatOpensTheObjectForAGetAlone() throws Exception {
        driver.write(BLOB, text("read elsewhere"), Durability.SYNCED);
        store.forget();
        StoredBody body = driver.serve(BLOB, 0, 14).orElseThrow();
        assertThat(store.calls()).isEmpty();
        assertThat(body.length()).isEqualTo(14);
        URI address = ((StoredBody.Redirect) body).address();
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpRequest.Builder there = HttpRequest.newBuilder(address);
            assertThat(client.send(there.build(), BodyHandlers.ofString()).body()).isEqualTo("read elsewhere");
            assertThat(client.send(there.HEAD().build(), BodyHandlers.discarding()).statusCode()).isEqualTo(403);
        }
        assertThat(address.getQuery()).contains("X-Amz-Expires=300");
    }

    @Test
    void serve_byAnotherHostOrNotAtAll_asTheSettingsSay() throws IOException {
        driver.write(BLOB, text("bytes"), Durability.SYNCED);
        try (StorageDriver elsewhere = S3Driver.open(redirecting(new S3Settings.Redirects(true, Optional.of(URI.create(
                "https://cdn.example")), Duration.ofMinutes(1))));
                StorageDriver here = S3Driver.open(redirecting(S3Settings.Redirects.NONE))) {
            assertThat(elsewhere.serve(BLOB, 0, 5)).hasValueSatisfying(body -> assertThat(((StoredBody.Redirect) body)
                    .address().toString()).startsWith("https://cdn.example/" + bucket.name() + "/a/root/docker"));
            try (StoredBody body = here.serve(BLOB, 1, 2).orElseThrow()) {
                assertThat(body.stream().readAllBytes()).isEqualTo(text("yt"));
            }
        }
    }

    @Test
    void sweep_abortsWhatNobodyGoesOnWith() {
        String root = TestBucket.ROOT + "/";
        beginUpload(root + "docker/registry/v2/blobs/data");
        beginUpload(root + "docker/registry/v2/app/_uploads/dead/.data.parts");
        beginUpload(root + "docker/registry/v2/app/_uploads/live/.data.parts");
        beginUpload("docker/registry/v2/of-another-root");
        beginUpload(root + "somebody/elses");
        Instant begun = bucket.s3().listMultipartUploads(it -> it.bucket(bucket.name())).uploads().stream().map(
                upload -> upload.initiated()).max(Instant::compareTo).orElseThrow();

        assertThat(driver.discardUnfinished(begun.minusSeconds(60))).isZero();
        Instant live = writeAfter(begun, root + "docker/registry/v2/app/_uploads/live/.data.session");
        assertThat(driver.discardUnfinished(live)).isEqualTo(2);

        assertThat(bucket.s3().listMultipartUploads(it -> it.bucket(bucket.name())).uploads()).extracting(
                upload -> upload.key()).containsExactlyInAnyOrder(
                        root + "docker/registry/v2/app/_uploads/live/.data.parts", "docker/registry/v2/of-another-root",
                        root + "somebody/elses");
    }

    private void beginUpload(String key) {
        bucket.s3().createMultipartUpload(it -> it.bucket(bucket.name()).key(key));
    }

    /** S3 counts in seconds: written until it is younger. */
    private Instant writeAfter(Instant time, String key) {
        Instant modified;
        do {
            bucket.s3().putObject(it -> it.bucket(bucket.name()).key(key), RequestBody.fromString("x"));
            modified = bucket.s3().headObject(it -> it.bucket(bucket.name()).key(key)).lastModified();
        } while (!modified.isAfter(time));
        return modified;
    }

    private S3Settings redirecting(S3Settings.Redirects redirects) {
        S3Settings usual = bucket.settings();
        return new S3Settings(usual.bucket(), usual.connection(), usual.credentials(), usual.written(), usual.parts(),
                redirects);
    }

    private S3Settings in(String name, Optional<S3Settings.Credentials> credentials) {
        S3Settings usual = bucket.settings();
        return new S3Settings(new S3Settings.Bucket(name, "", "us-east-1"), usual.connection(), credentials, usual
                .written(), usual.parts(), usual.redirects());
    }
}
