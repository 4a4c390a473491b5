package dev.crossdock.proof.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.Distribution;
import dev.crossdock.proof.Distribution.Answer;
import dev.crossdock.proof.site.Ports;
import dev.crossdock.proof.site.RegistrySetup;
import dev.crossdock.proof.site.RegistrySetup.Kind;
import dev.crossdock.proof.site.RunningRegistry;
import dev.crossdock.proof.site.Skopeo;
import dev.crossdock.proof.site.TrialFolder;
import dev.crossdock.testkit.SeededImage;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.SeededImages.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code crossdock copy} between two docker-registry processes, one of them with passwords. */
class CopyCommandTest {
    private static final String PASSWORD = "s3same-open";
    /** The password's bcrypt hash, as htpasswd -B makes it. */
    private static final String PASSWORDS = "sync:$2y$05$abcdefghijklmnopqrstuuTO4QB1vKzy3Xc2wh5Ui7kVvIKB/GOKC\n";
    private static final String PLAIN = "--src-tls-verify=false";
    private static final String PLAIN_TOO = "--dest-tls-verify=false";

    private static TrialFolder folder;
    private static RunningRegistry open;
    private static RunningRegistry guarded;
    private static SeededImage image;

    @BeforeAll
    static void start() throws IOException {
        folder = TrialFolder.of("copy");
        Path passwords = Files.writeString(folder.data("config").resolve("htpasswd"), PASSWORDS);
        open = RunningRegistry.start(folder, new RegistrySetup("open", Kind.FOREIGN, folder.data("open")));
        guarded = RunningRegistry.start(folder,
                new RegistrySetup("guarded", Kind.FOREIGN, folder.data("guarded")).guarded(passwords));
        image = new SeededImages(20).index(Format.OCI, "amd64", "arm64");
        new Skopeo(folder).push(image, open, "team/app:1");
    }

    @AfterAll
    static void stop() {
        guarded.close();
        open.close();
        folder.close();
    }

    private static Answer copy(String from, String to, String... options) {
        String[] command = new String[options.length + 5];
        command[0] = "copy";
        command[1] = PLAIN;
        command[2] = PLAIN_TOO;
        System.arraycopy(options, 0, command, 3, options.length);
        command[options.length + 3] = from;
        command[options.length + 4] = to;
        return Distribution.built().run(command);
    }

    private static void assertOneLine(Answer answer, int exitCode, String... words) {
        assertThat(answer.stderr()).startsWith("crossdock: ").contains(words).doesNotContain(PASSWORD)
                .matches("[^\n]+\n");
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(exitCode);
        assertThat(answer.stdout()).isEmpty();
    }

    @Test
    void image_arrives_andIsUnchangedTheSecondTime() {
        String from = Skopeo.remote(open, "team/app:1");
        String to = Skopeo.remote(open, "copies/app:1");

        Answer first = copy(from, to);
        Answer second = copy(from, to);

        assertThat(first.exitCode()).as(first.stderr()).isZero();
        assertThat(second.exitCode()).as(second.stderr()).isZero();
        assertThat(second.stderr()).contains("unchanged");
        assertThat(open.view().digest("copies/app", "1")).contains(image.manifest().digest());
        assertThat(open.view().missing("copies/app")).isEmpty();
    }

    @Test
    void dryRun_tellsThePlanAndChangesNothing() {
        Answer answer = copy(Skopeo.remote(open, "team/app:1"), Skopeo.remote(open, "dry/app:1"), "--dry-run");

        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(answer.stdout()).contains(image.children().getFirst().blobs().getLast().hex().substring(0, 12))
                .contains("tag 1: would be put last");
        assertThat(open.view().tags("dry/app")).isEmpty();
        assertThat(open.requests("\"(PUT|POST|PATCH) /v2/dry/app/")).isZero();
    }

    @Test
    void rightPassword_opens() {
        Answer answer = copy(Skopeo.remote(open, "team/app:1"), Skopeo.remote(guarded, "team/app:1"), "--dest-creds",
                "sync:" + PASSWORD);

        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(answer.stderr()).doesNotContain(PASSWORD);
    }

    @Test
    void wrongPassword_isRefused() {
        assertOneLine(copy(Skopeo.remote(open, "team/app:1"), Skopeo.remote(guarded, "team/wrong:1"), "--dest-creds",
                "sync:not-" + PASSWORD), 4, "target " + guarded.host() + "/team/wrong", "401", "credentials");
    }

    @Test
    void noPassword_isRefused() {
        assertOneLine(copy(Skopeo.remote(guarded, "team/app:1"), Skopeo.remote(open, "team/never:1")), 4,
                "source " + guarded.host(), "401", "credentials");
    }

    @Test
    void absentTag_isNotFound() {
        assertOneLine(copy(Skopeo.remote(open, "team/app:nope"), Skopeo.remote(open, "team/never:1")), 2, "nope",
                "source " + open.host() + "/team/app", "existing tag");
    }

    @Test
    void unreachableSource_isNamed() {
        String host = "127.0.0.1:" + Ports.free();

        assertOneLine(copy("docker://" + host + "/team/app:1", Skopeo.remote(open, "team/never:1")), 1,
                "source " + host, "wanted a registry that listens there");
    }

    @Test
    void unreachableTarget_isNamed() {
        String host = "127.0.0.1:" + Ports.free();

        assertOneLine(copy(Skopeo.remote(open, "team/app:1"), "docker://" + host + "/team/app:1"), 1,
                "target " + host, "wanted a registry that listens there");
    }

    @Test
    void plainHttp_isNotSpokenUnasked() {
        Answer answer = Distribution.built().run("copy", Skopeo.remote(open, "team/app:1"),
                Skopeo.remote(open, "team/never:1"));

        assertOneLine(answer, 4, "not TLS", "TLS verification off");
    }

    @Test
    void unreadableName_isWrongUsage() {
        assertOneLine(copy(Skopeo.remote(open, "team/App:1"), Skopeo.remote(open, "team/never:1")), 64, "team/App",
                "a-z");
    }

    @Test
    void demoOnce_showsAWholeImage() {
        Answer answer = Distribution.built().run("demo", "--once");

        assertThat(answer.exitCode()).as(answer.stdout() + answer.stderr()).isZero();
        assertThat(answer.stdout()).contains("whole");
    }
}
