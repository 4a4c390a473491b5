package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.transfer.HostTraits;
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
        assertThat(KnownHost.ECR.traits().mounts()).isEqualTo(HostTraits.Mounts.REFERENCED);
        assertThat(KnownHost.GHCR.traits().uploads().largestChunk()).isEqualTo(4 << 20);
        assertThat(KnownHost.GAR.traits().uploads().chunks()).isFalse();
        assertThat(KnownHost.ELSEWHERE.traits()).isEqualTo(HostTraits.UNKNOWN);
    }
}
