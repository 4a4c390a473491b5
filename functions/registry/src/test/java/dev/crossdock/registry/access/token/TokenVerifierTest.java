package dev.crossdock.registry.access.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenVerifierTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Set<String> ALGORITHMS = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
            "ES384", "ES512", "EdDSA");
    private static final RSAKey RSA = rsa("main");

    @TempDir
    Path folder;
    private Path jwks = Path.of("jwks.json");

    @BeforeEach
    void publish() throws IOException {
        jwks = folder.resolve("jwks.json");
        Files.writeString(jwks, new JWKSet(RSA).toString());
    }

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private TokenVerifier verifier(Set<String> algorithms) throws IOException {
        return new TokenVerifier("registry.example", "issuer.example", TokenVerifier.keys(Optional.empty(),
                Optional.of(jwks)), algorithms, InstantSource.fixed(NOW));
    }

    private Optional<VerifiedToken> verify(String token) throws IOException {
        return verifier(ALGORITHMS).verify(token);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().issuer("issuer.example").audience("registry.example").subject("alice")
                .expirationTime(Date.from(NOW.plusSeconds(300))).notBeforeTime(Date.from(NOW))
                .claim("access", List.of(Map.of("type", "repository", "name", "team/app", "actions", List.of("pull"))));
    }

    private static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
        JWSObject token = new JWSObject(header, new Payload(claims.toJSONObject()));
        token.sign(signer);
        return token.serialize();
    }

    private static String signed(JWTClaimsSet.Builder claims) throws JOSEException {
        return sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("main").build(), claims.build(),
                new RSASSASigner(RSA));
    }

    @Test
    void goodToken_saysWhoseItIsAndWhatItAllows() throws Exception {
        VerifiedToken token = verify(signed(claims())).orElseThrow();

        assertThat(token.subject()).isEqualTo("alice");
        assertThat(token.allows("repository", "team/app", "pull")).isTrue();
        assertThat(token.allows("repository", "team/app", "push")).isFalse();
        assertThat(token.allows("repository", "team/ap", "pull")).isFalse();
        assertThat(token.allows("registry", "team/app", "pull")).isFalse();
    }

    @Test
    void star_allowsEveryAction() throws Exception {
        VerifiedToken token = verify(signed(claims().claim("access", List.of(Map.of("type", "registry", "name",
                "catalog", "actions", List.of("*")))))).orElseThrow();

        assertThat(token.allows("registry", "catalog", "*")).isTrue();
        assertThat(token.allows("registry", "catalog", "delete")).isTrue();
    }

    @Test
    void claimsThatAreNotGood_areRefused() throws Exception {
        for (JWTClaimsSet.Builder bad : List.of(claims().issuer("other"), claims().issuer(null), claims().audience(
                "other"), claims().audience((String) null), claims().expirationTime(null),
                claims().expirationTime(
                        Date.from(NOW.minus(TokenVerifier.LEEWAY))),
                claims().notBeforeTime(Date.from(NOW.plus(
                        TokenVerifier.LEEWAY).plusSeconds(1))))) {
            assertThat(verify(signed(bad))).as(bad.build().toString()).isEmpty();
        }
        assertThat(verify(signed(claims().audience(List.of("other", "registry.example"))))).isPresent();
        assertThat(verify(signed(claims().expirationTime(Date.from(NOW.minusSeconds(59)))))).isPresent();
        assertThat(verify(signed(claims().notBeforeTime(Date.from(NOW.plusSeconds(60)))))).isPresent();
        assertThat(verify(signed(claims().notBeforeTime(null)))).isPresent();
    }

    @Test
    void changedToken_isRefused() throws Exception {
        String[] parts = signed(claims()).split("\\.", -1);
        String other = Base64URL.encode(claims().subject("mallory").build().toString()).toString();

        assertThat(verify(parts[0] + "." + other + "." + parts[2])).isEmpty();
        assertThat(verify(parts[0] + "." + parts[1] + ".")).isEmpty();
        assertThat(verify(parts[0] + "." + parts[1] + "." + "A".repeat(parts[2].length()))).isEmpty();
    }

    /** CVE-2025-24976: the key that the token brings along, under the name of one that is trusted. */
    @Test
    void embeddedKey_isNotLookedAt() throws Exception {
        RSAKey own = rsa("main");

        assertThat(verify(sign(new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK()).keyID("main").build(),
                claims().build(), new RSASSASigner(own)))).isEmpty();
        assertThat(verify(sign(new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK()).build(),
                claims().build(), new RSASSASigner(own)))).isEmpty();
        assertThat(verify(sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("other").build(), claims().build(),
                new RSASSASigner(RSA)))).isEmpty();
    }

    /** A public key is no secret: it may not serve as one. */
    @Test
    void confusedAlgorithm_isRefused() throws Exception {
        byte[] secret = RSA.toRSAPublicKey().getEncoded();
        for (byte[] key : List.of(secret, Base64.getMimeEncoder().encode(secret), RSA.toPublicJWK().toString().getBytes(
                StandardCharsets.UTF_8))) {
            assertThat(verify(sign(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("main").build(), claims().build(),
                    new MACSigner(key)))).isEmpty();
        }
        String none = Base64URL.encode("{\"alg\":\"none\",\"kid\":\"main\"}") + "." + Base64URL.encode(claims().build()
                .toString()) + ".";
        assertThat(verify(none)).isEmpty();
    }

    @Test
    void algorithmThatIsNotAllowed_isRefused() throws Exception {
        String token = signed(claims());

        assertThat(verifier(Set.of("RS512", "ES256")).verify(token)).isEmpty();
        assertThat(verifier(Set.of("RS256")).verify(token)).isPresent();
    }

    @Test
    void everyKindOfKey_isTakenByItsThumbprint() throws Exception {
        for (Curve curve : List.of(Curve.P_256, Curve.P_384, Curve.P_521)) {
            ECKey key = new ECKeyGenerator(curve).keyIDFromThumbprint(true).generate();
            Files.writeString(jwks, new JWKSet(List.<JWK>of(RSA, key)).toString());
            JWSSigner signer = new ECDSASigner(key);
            JWSAlgorithm algorithm = signer.supportedJWSAlgorithms().iterator().next();

            assertThat(verify(sign(new JWSHeader.Builder(algorithm).keyID(key.computeThumbprint().toString()).build(),
                    claims().build(), signer))).as(curve.getName()).isPresent();
        }
        String libtrust = KeyFiles.libtrustId(RSA.toRSAPublicKey());
        assertThat(libtrust).matches("(?:[A-Z2-7]{4}:){11}[A-Z2-7]{4}");
        assertThat(verify(sign(new JWSHeader.Builder(JWSAlgorithm.PS384).keyID(libtrust).build(), claims().build(),
                new RSASSASigner(RSA)))).isPresent();
    }

    @Test
    void ed25519_isTaken() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = ((EdECPublicKey) pair.getPublic()).getEncoded();
        OctetKeyPair jwk = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(Arrays.copyOfRange(encoded,
                encoded.length - 32, encoded.length))).keyID("ed").build();
        Files.writeString(jwks, new JWKSet(jwk).toString());
        String body = Base64URL.encode("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}") + "." + Base64URL.encode(claims().build()
                .toString());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(body.getBytes(StandardCharsets.US_ASCII));

        assertThat(verify(body + "." + Base64URL.encode(signature.sign()))).isPresent();
        assertThat(verify(body + "." + Base64URL.encode(new byte[64]))).isEmpty();
    }

    /** CVE-2025-30204: many dots. */
    @Test
    void hugeOrMisshapenToken_isRefusedAtOnce() throws Exception {
        TokenVerifier verifier = verifier(ALGORITHMS);
        long start = System.nanoTime();

        for (String token : List.of(".".repeat(64 << 10), "a".repeat(1 << 20), ".", "..", "...", "", "a.b.c",
                "{}.{}.{}", "é.é.é", signed(claims()) + ".", signed(claims()).replace(".", ".."))) {
            assertThat(verifier.verify(token)).isEmpty();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void criticalHeader_isRefused() throws Exception {
        assertThat(verify(sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("main").criticalParams(Set.of("exp"))
                .customParam("exp", 1).build(), claims().build(), new RSASSASigner(RSA)))).isEmpty();
    }

    @Test
    void changedKeys_countAtOnce() throws Exception {
        TokenVerifier verifier = verifier(ALGORITHMS);
        String token = signed(claims());
        assertThat(verifier.verify(token)).isPresent();

        Files.writeString(jwks, new JWKSet(rsa("other")).toString());

        assertThat(verifier.verify(token)).isEmpty();
    }

    @Test
    void filesThatCannotBeUsed_areNamed() throws Exception {
        for (String text : List.of("", "{", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}",
                new JWKSet(new RSAKey.Builder(RSA).keyUse(KeyUse.ENCRYPTION).build())
                        .toString())) {
            Files.writeString(jwks, text);
            assertThatThrownBy(() -> verifier(ALGORITHMS)).as(text).isInstanceOf(IOException.class)
                    .hasMessageContaining(jwks.toString()).hasMessageNotContaining("c2VjcmV0");
        }
        Files.delete(jwks);
        assertThatThrownBy(() -> verifier(ALGORITHMS)).hasMessageContainingAll(jwks.toString(), "no such file");
    }
}
