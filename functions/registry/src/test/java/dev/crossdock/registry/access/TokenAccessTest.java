package dev.crossdock.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.crossdock.image.Digest;
import dev.crossdock.registry.jetty.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With a certificate bundle; the kinds of keys have tests of their own. */
class TokenAccessTest extends GuardedRegistry {
    private static final String CHALLENGE = "Bearer realm=\"https://auth.example/token\",service=\"registry.example\"";

    private final TestCertificates authority = new TestCertificates("token authority");
    private final TestCertificates.Issued signer = authority.issue("issuer", "RSA");

    private Guest start(Optional<String> redirectPath) throws IOException {
        Path bundle = Files.writeString(folder.resolve("bundle.pem"), TestCertificates.pem(authority.certificate()));
        return start(new AccessSettings(Optional.empty(), Optional.of(new AccessSettings.Tokens(URI.create(
                "https://auth.example/token"), "registry.example", "issuer.example",
                new AccessSettings.Keys(Optional.of(
                        bundle), Optional.empty(), new LinkedHashSet<>()),
                redirectPath)), Optional.empty()));
    }

    private static Map<String, Object> access(String type, String name, String... actions) {
        return Map.of("type", type, "name", name, "actions", List.of(actions));
    }

    private static String signed(TestCertificates.Issued by, Object... access) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder().issuer("issuer.example").audience("registry.example").subject(
                "alice").expirationTime(Date.from(Instant.now().plusSeconds(300))).claim("access", List.of(access))
                .build();
        try {
            List<Base64> chain = by.chain().stream().map(TokenAccessTest::encoded).toList();
            JWSObject token = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.RS256).x509CertChain(chain).build(),
                    new Payload(claims.toJSONObject()));
            token.sign(new RSASSASigner(by.keys().getPrivate()));
            return "Bearer " + token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Base64 encoded(X509Certificate certificate) {
        try {
            return Base64.encode(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void challenge_asksForWhatTheRouteNeeds() throws IOException {
        Guest guest = start(Optional.empty());
        String digest = "sha256:" + "a".repeat(64);

        for (String[] row : new String[][]{{"GET", "/v2/", ""}, {"GET", "/v2/_catalog", "registry:catalog:*"},
                {"GET", "/v2/a/b/tags/list", "repository:a/b:pull"}, {"HEAD", "/v2/a/b/manifests/1",
                        "repository:a/b:pull"},
                {"GET", "/v2/a/b/referrers/" + digest, "repository:a/b:pull"},
                {"PUT", "/v2/a/b/manifests/1", "repository:a/b:pull,push"}, {"DELETE", "/v2/a/b/manifests/1",
                        "repository:a/b:delete"},
                {"DELETE", "/v2/a/b/blobs/" + digest, "repository:a/b:delete"},
                {"POST", "/v2/a/b/blobs/uploads/", "repository:a/b:pull,push"}, {"PATCH", "/v2/a/b/blobs/uploads/x",
                        "repository:a/b:pull,push"},
                {"POST", "/v2/a/b/blobs/uploads/?mount=" + digest + "&from=c/d",
                        "repository:a/b:pull,push repository:c/d:pull"}}) {
            String header = guest.send(row[0], row[1], "").is(401).header("WWW-Authenticate");
            assertThat(header).as(row[0] + " " + row[1]).isEqualTo(CHALLENGE + (row[2].isEmpty()
                    ? ""
                    : ",scope=\"" + row[2] + "\""));
        }
    }

    @Test
    void token_allowsWhatItSays() throws IOException {
        Guest guest = start(Optional.empty());
        Guest writer = guest.with(signed(signer, access("repository", "a/b", "pull", "push")));
        Guest reader = guest.with(signed(signer, access("repository", "a/b", "pull")));

        writer.get("/v2/").is(200);
        writer.pushImage("a/b", "1", "layer").is(201);
        writer.pushImage("a/b", "1", "other").is(201);
        reader.get("/v2/a/b/manifests/1").is(200);
        assertThat(reader.send("POST", "/v2/a/b/blobs/uploads/", "").is(401).header("WWW-Authenticate")).isEqualTo(
                CHALLENGE + ",scope=\"repository:a/b:pull,push\",error=\"insufficient_scope\"");
        writer.send("DELETE", "/v2/a/b/manifests/1", "").is(401);
        reader.get("/v2/_catalog").is(401);
        reader.get("/v2/a/c/tags/list").is(401);
        assertThat(guest.with(signed(signer, access("registry", "catalog", "*"))).get("/v2/_catalog").is(200).text())
                .contains("a/b");
        guest.with(signed(signer, access("repository", "a/b", "*"))).send("DELETE", "/v2/a/b/manifests/1", "").is(202);
    }

    @Test
    void mount_needsARightOnItsSource() throws IOException {
        Guest guest = start(Optional.empty());
        Digest digest = guest.with(signed(signer, access("repository", "c", "*"))).pushBlob("c", "layer");
        String path = "/v2/a/blobs/uploads/?mount=" + digest + "&from=c";

        guest.with(signed(signer, access("repository", "a", "pull", "push"))).send("POST", path, "").is(202);
        guest.with(signed(signer, access("repository", "a", "pull", "push"), access("repository", "c", "pull"))).send(
                "POST", path, "").is(201);
    }

    @Test
    void chain_hasToLeadToTheBundle() throws IOException {
        Guest guest = start(Optional.empty());
        TestCertificates below = authority.below("intermediate");
        guest.with(signed(below.issue("issuer", "RSA"))).get("/v2/").is(200);

        for (TestCertificates.Issued stranger : List.of(new TestCertificates("stranger").issue("issuer", "RSA"),
                new TestCertificates("token authority").issue("issuer", "RSA"), new TestCertificates.Issued(
                        new TestCertificates("x").issue("x", "RSA").keys(), signer.chain()))) {
            assertThat(guest.with(signed(stranger)).get("/v2/").is(401).header("WWW-Authenticate")).isEqualTo(CHALLENGE
                    + ",error=\"invalid_token\"");
        }
        // A certificate that is no authority's has signed nothing.
        TestCertificates.Issued leaf = authority.issue("leaf", "RSA");
        X509Certificate[] forged = {new TestCertificates("leaf").issue("x", "RSA").chain().getFirst(), leaf.chain()
                .getFirst()};
        guest.with(signed(new TestCertificates.Issued(leaf.keys(), Arrays.asList(forged)))).get("/v2/").is(401);
    }

    /** CVE-2025-30204: 64 KiB of dots; and a header beyond what is read at all. */
    @Test
    void hugeHeader_isRefusedQuickly() throws IOException {
        Guest guest = start(Optional.empty());
        guest.get("/v2/").is(401);
        long start = System.nanoTime();

        guest.with("Bearer " + ".".repeat(64 << 10)).get("/v2/").is(401);
        guest.with("Bearer " + ".".repeat(200 << 10)).get("/v2/").is(431);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void passwordOrNothing_isNoToken() throws IOException {
        Guest guest = start(Optional.empty());

        assertThat(guest.as("alice", "secret").get("/v2/").is(401).header("WWW-Authenticate")).isEqualTo(CHALLENGE);
        assertThat(guest.with("Bearer").get("/v2/").is(401).header("WWW-Authenticate")).contains("invalid_token");
        guest.get("/v2/_token").is(404);
    }

    @Test
    void redirectPath_isOnTheHostThatWasAsked() throws IOException {
        String header = start(Optional.of("/auth/token")).get("/v2/").is(401).header("WWW-Authenticate");

        assertThat(header).matches("Bearer realm=\"https://127\\.0\\.0\\.1:\\d+/auth/token\",service=.*");
    }

    @Test
    void bundleThatCannotBeRead_isNamed() throws IOException {
        Path bundle = Files.writeString(folder.resolve("bundle.pem"), "nonsense");
        AccessSettings settings = new AccessSettings(Optional.empty(), Optional.of(new AccessSettings.Tokens(URI.create(
                "https://auth.example/token"), "s", "i",
                new AccessSettings.Keys(Optional.of(bundle), Optional.empty(),
                        new LinkedHashSet<>()),
                Optional.empty())), Optional.empty());

        assertThatThrownBy(() -> start(settings)).hasMessageContainingAll("rootcertbundle", bundle.toString());
    }
}
