package dev.crossdock.cli.sides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.client.RegistryOptions;
import dev.crossdock.client.auth.Credentials;
import dev.crossdock.image.Reference;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SidesTest {
    private static final Reference IMAGE = Reference.parse("r.example/app:1");

    @Command
    static final class Verb {
        @Mixin
        final Sides sides = new Sides();
    }

    private static Sides parse(String... options) {
        Verb verb = new Verb();
        new CommandLine(verb).parseArgs(options);
        return verb.sides;
    }

    private static RegistryOptions[] both(String option) {
        return new RegistryOptions[]{parse(option.replace("SIDE", "src").split(" ", -1)).source(IMAGE),
                parse(option.replace("SIDE", "dest").split(" ", -1)).target(IMAGE)};
    }

    private static Credentials given(RegistryOptions options) {
        return options.credentials().given().orElseThrow();
    }

    @Test
    void whoAsks_asItIsNamed() {
        for (RegistryOptions each : both("--SIDE-creds=u:p")) {
            assertThat(given(each)).isEqualTo(new Credentials.Basic("u", "p"));
        }
        for (RegistryOptions each : both("--SIDE-username=u --SIDE-password=p:w")) {
            assertThat(given(each)).isEqualTo(new Credentials.Basic("u", "p:w"));
        }
        for (RegistryOptions each : both("--SIDE-registry-token=t --SIDE-no-creds")) {
            assertThat(given(each)).isEqualTo(new Credentials.Bearer("t"));
        }
        for (RegistryOptions each : both("--SIDE-no-creds")) {
            assertThat(given(each)).isEqualTo(Credentials.anonymous());
        }
    }

    @Test
    void whoAsks_ofOneSide_isNotAskedOnTheOther() {
        Sides sides = parse("--src-creds=u:p", "--dest-no-creds");
        assertThat(given(sides.target(IMAGE))).isEqualTo(Credentials.anonymous());
    }

    @Test
    void tokenServers_addUp() {
        for (RegistryOptions each : both("--SIDE-token-server=https://a.example --SIDE-token-server=https://b:5")) {
            assertThat(each.tokenServers()).containsExactly(URI.create("https://a.example"), URI.create("https://b:5"));
        }
    }

    @Test
    void tlsVerify_ofASide_countsBeforeThatOfBoth() {
        assertThat(parse().source(IMAGE).tls().verify()).isTrue();
        for (RegistryOptions each : both("--tls-verify=false")) {
            assertThat(each.tls().verify()).isFalse();
        }
        for (RegistryOptions each : both("--tls-verify=false --SIDE-tls-verify")) {
            assertThat(each.tls().verify()).isTrue();
        }
        for (RegistryOptions each : both("--SIDE-tls-verify=false")) {
            assertThat(each.tls().verify()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"--SIDE-creds=u:p4ss --SIDE-no-creds | SIDE-creds and --SIDE-no-creds exclude",
            "--SIDE-username=u --SIDE-password=p4ss --SIDE-no-creds | SIDE-username and --SIDE-no-creds exclude",
            "--SIDE-creds=u:p4ss --SIDE-username=u --SIDE-password=p4ss | SIDE-creds and --SIDE-username exclude",
            "--SIDE-username=u | SIDE-username: wanted --SIDE-password with it",
            "--SIDE-password=p4ss | SIDE-password: wanted --SIDE-username with it",
            "--SIDE-username=u:v --SIDE-password=p4ss | SIDE-username: wanted a name without a colon",
            "--SIDE-creds=p4ss | SIDE-creds: wanted USER:PASSWORD",
            "--SIDE-registry-token=p4ss\tp4ss | SIDE-registry-token: wanted a token",
            "--SIDE-token-server=a.example | SIDE-token-server: wanted https://HOST",
            "--SIDE-token-server=https://u:p4ss@a.example | SIDE-token-server: wanted https://HOST"})
    void contradiction_isToldWithoutASecret(String options, String expected) {
        for (String side : new String[]{"src", "dest"}) {
            Sides sides = parse(options.replace("SIDE", side).split(" ", -1));
            assertThatThrownBy(() -> {
                sides.source(IMAGE);
                sides.target(IMAGE);
            }).isInstanceOfSatisfying(ExplainedException.class,
                    e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                    .hasMessageContaining(expected.replace("SIDE", side)).hasMessageNotContaining("p4ss");
        }
    }
}
