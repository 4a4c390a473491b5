package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.client.http.Address;
import dev.crossdock.transfer.HostMemory;
import dev.crossdock.transfer.HostTraits;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is known by which name, and for what. */
class KnownHostTest {
    @ParameterizedTest
    @CsvSource({"123456789012.dkr.ecr.eu-central-1.amazonaws.com, ECR",
            "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn, ECR",
            "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com, ECR", "public.ecr.aws, ECR", "GHCR.io, GHCR",
            "registry-1.docker.io, DOCKER_HUB", "europe-west3-docker.pkg.dev, GAR", "eu.gcr.io, GAR", "gcr.io, GAR",
            "team.azurecr.io, ACR", "quay.io, QUAY", "registry.cn-hangzhou.aliyuncs.com, ALIYUN",
            "127.0.0.1, ELSEWHERE", "harbor.example.com, ELSEWHERE", "ghcr.io.example.com, ELSEWHERE",
            "notgcr.io, ELSEWHERE", "evil.com-docker.pkg.dev.example, ELSEWHERE"})
    void host_isKnownByItsWholeName(String host, KnownHost known) {
        assertThat(KnownHost.of(host)).isEqualTo(known);
    }

    @Test
    void facts_thatUploadsRestOn() {
        assertThat(KnownHost.ECR.traits().uploads())
                .isEqualTo(new HostTraits.Uploads(true, 20 << 20, HostTraits.UNLIMITED, false));
        assertThat(KnownHost.GHCR.traits().uploads().largestChunk()).isEqualTo(4 << 20);
        assertThat(KnownHost.GAR.traits().uploads().chunks()).isFalse();
        assertThat(KnownHost.ELSEWHERE.traits()).isEqualTo(HostTraits.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', value = {
            "'WWW-Authenticate', 'Bearer realm=\"https://h/service/token\",service=\"harbor-registry\"', HARBOR",
            "'X-Harbor-Csrf-Token', 'abc', HARBOR", "'Blob-Upload-UUID', '1', ZOT",
            "'Docker-Distribution-Api-Version', 'registry/2.0', DISTRIBUTION",
            "'Docker-Distribution-Api-Version', 'registry/3.0', ELSEWHERE", "'Server', 'nginx', ELSEWHERE",
            "'WWW-Authenticate', 'Bearer realm=\"https://a/b\",service=\"registry\"', ELSEWHERE"})
    void registryOfAnybody_isKnownByItsAnswers(String header, String value, KnownHost known) {
        assertThat(KnownHost.ELSEWHERE.recognisedBy(headers(Map.of(header, value)))).isEqualTo(known);
    }

    @Test
    void whatIsBuiltOnDistribution_isKnownBetterLater_andNeverWorse() {
        Map<String, String> api = Map.of("Docker-Distribution-Api-Version", "registry/2.0");
        assertThat(KnownHost.DISTRIBUTION.recognisedBy(headers(Map.of("X-Harbor-Csrf-Token", "1"))))
                .isEqualTo(KnownHost.HARBOR);
        assertThat(KnownHost.HARBOR.recognisedBy(headers(api))).isEqualTo(KnownHost.HARBOR);
        assertThat(KnownHost.ECR.recognisedBy(headers(api))).as("a name says more").isEqualTo(KnownHost.ECR);
    }

    private static Function<String, Optional<String>> headers(Map<String, String> sent) {
        return name -> Optional.ofNullable(sent.get(name));
    }

    private static Host host(HostMemory memory) {
        return new Host(Address.parse("https://registry.example"), memory);
    }

    @Test
    void recognised_changesWhatIsAssumed() {
        Host host = host(HostMemory.NONE);
        assertThat(host.traits().uploads().statusReliable()).isTrue();
        host.answered(name -> name.equals("Blob-Upload-UUID") ? Optional.of("1") : Optional.empty());
        assertThat(host.traits()).isEqualTo(KnownHost.ZOT.traits());
    }

    @Test
    void recognised_doesNotChangeWhatWasSeen() {
        Host host = host(HostMemory.NONE);
        HostTraits seen = host.traits().withLargestChunk(1 << 20);
        host.correct(seen);
        host.answered(name -> name.equals("Blob-Upload-UUID") ? Optional.of("1") : Optional.empty());
        assertThat(host.traits()).isEqualTo(seen);
    }
}
