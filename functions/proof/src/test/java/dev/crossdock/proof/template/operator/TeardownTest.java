package dev.crossdock.proof.template.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The teardown ends what it began, however often it was cut off; the AWS CLI is one that keeps an account in a folder. */
final class TeardownTest {
    private static final long PATIENCE_SECONDS = 60;
    /** A file per bucket, with what is in it; {@code stack} while there is one; {@code cut} to fail once at the wait. */
    private static final String AWS = """
            #!/usr/bin/env bash
            case "$1 $2" in
              'cloudformation describe-stacks')
                [ -e "$ACCOUNT/stack" ] || { echo "(ValidationError): Stack with id $4 does not exist" >&2; exit 254; }
                printf 'WebhookUrl\\thttps://x/\\nConfigBucket\\tconf-1\\nStateBucket\\tstate-1\\n' ;;
              'cloudformation delete-stack') rm "$ACCOUNT/stack" ;;
              'cloudformation wait') [ ! -e "$ACCOUNT/cut" ] || { rm "$ACCOUNT/cut"; exit 255; } ;;
              's3api head-bucket')
                [ -e "$ACCOUNT/$4" ] || { echo "(404) when calling the HeadBucket operation: Not Found" >&2; exit 254; } ;;
              's3api list-object-versions')
                if [ -s "$ACCOUNT/$4" ]; then echo '{"Objects": [{"Key": "a", "VersionId": "1"}]}'
                else echo '{"Objects": null}'; fi ;;
              's3api delete-objects') : >"$ACCOUNT/$4"; echo None ;;
              's3api delete-bucket') [ ! -s "$ACCOUNT/$4" ] && rm "$ACCOUNT/$4" ;;
              *) echo "unexpected: $*" >&2; exit 99 ;;
            esac
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit makes it.
    private Path folder;
    private final String teardown = Path.of(System.getProperty("crossdock.root"), "infra/sam/teardown").toString();

    /** How it ended, and what it printed. */
    private record Ended(int code, String text) {}

    @BeforeEach
    void account() throws IOException {
        Path aws = Files.writeString(folder.resolve("aws"), AWS);
        assertThat(aws.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("stack"), "");
        Files.writeString(folder.resolve("conf-1"), "crossdock.yaml");
        Files.writeString(folder.resolve("state-1"), "jobs/a");
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", teardown));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile());
        builder.environment().put("ACCOUNT", folder.toString());
        builder.environment().merge("PATH", folder.toString(), (old, first) -> first + ":" + old);
        Process process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(folder.resolve("printed"), StandardCharsets.UTF_8));
    }

    private void assertNothingLeft() {
        assertThat(List.of("stack", "conf-1", "state-1")).noneMatch(name -> Files.exists(folder.resolve(name)));
    }

    @Test
    void stackAndBuckets_areRemoved() throws Exception {
        Ended ended = run("--yes", "crossdock");
        assertThat(ended.code()).as(ended.text()).isZero();
        assertNothingLeft();
    }

    @Test
    void cutOffAfterTheStack_goesOnByWhatItPrinted() throws Exception {
        Files.writeString(folder.resolve("cut"), "");
        Ended first = run("--yes", "crossdock");
        assertThat(first.code()).isNotZero();
        assertThat(folder.resolve("conf-1")).exists();

        assertThat(first.text()).contains("go on with: %s crossdock conf-1 state-1".formatted(teardown));
        Ended second = run("--yes", "crossdock", "conf-1", "state-1");
        assertThat(second.code()).as(second.text()).isZero();
        assertNothingLeft();
        assertThat(run("--yes", "crossdock", "conf-1", "state-1").code()).as("nothing is left to do").isZero();
    }

    @Test
    void stackThatIsNotThere_asksForTheBuckets() throws Exception {
        Files.delete(folder.resolve("stack"));
        Ended ended = run("--yes", "crossdock");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.text()).contains("CONFIG_BUCKET STATE_BUCKET");
        assertThat(folder.resolve("state-1")).exists();
    }

    @Test
    void unasked_nothingIsRemoved() throws Exception {
        assertThat(run("crossdock").code()).isNotZero();
        assertThat(List.of("stack", "conf-1", "state-1")).allMatch(name -> Files.exists(folder.resolve(name)));
    }
}
