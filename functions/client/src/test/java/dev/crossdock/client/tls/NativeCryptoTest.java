package dev.crossdock.client.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Security;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeCryptoTest {
    @AfterEach
    void leaveTheProcessAsItWas() {
        Security.removeProvider("CrossdockDigests");
    }

    @Test
    void install_whereTheMachineHasIt_servesEveryDigest() throws Exception {
        Optional<String> reason = NativeCrypto.install();
        assertThat(NativeCrypto.install()).isEqualTo(reason);
        String provider = MessageDigest.getInstance("SHA-256").getProvider().getName();
        assertThat(provider).isEqualTo(reason.isEmpty() ? "CrossdockDigests" : "SUN");
        assertThat(Digest.sha256("abc".getBytes(StandardCharsets.UTF_8)))
                .hasToString("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(MessageDigest.getInstance("SHA-1").getProvider().getName()).isEqualTo("SUN");
    }

    @Test
    void installSoon_whoeverHashesMeanwhile_waitsForIt() {
        NativeCrypto.installSoon();
        NativeCrypto.installSoon();
        assertThat(Security.getProvider("CrossdockDigests")).isNotNull();
        assertThat(Digest.sha256("abc".getBytes(StandardCharsets.UTF_8)).toString()).startsWith("sha256:ba7816bf");
    }

    @Test
    void install_digest_canBeCloned() throws Exception {
        NativeCrypto.install();
        MessageDigest digest = MessageDigest.getInstance("SHA-512");
        digest.update((byte) 1);
        MessageDigest copy = (MessageDigest) digest.clone();
        assertThat(copy.digest()).isEqualTo(digest.digest());
    }
}
