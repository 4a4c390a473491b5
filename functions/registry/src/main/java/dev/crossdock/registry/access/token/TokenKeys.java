package dev.crossdock.registry.access.token;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The keys that are trusted.
 *
 * @param byId  those that a token can name
 * @param roots those that a chain of certificates in a token may lead to
 */
record TokenKeys(Map<String, TrustedKey> byId, List<X509Certificate> roots) {
    /** The longest chain in a token. */
    static final int MAXIMUM_CHAIN = 10;

    TokenKeys {
        byId = Map.copyOf(byId);
        roots = List.copyOf(roots);
    }

    /**
     * The key that a token says it is signed with, where it is trusted. A key that the token brings along itself is not
     * looked at (CVE-2025-24976), unless it stands in a chain.
     */
    Optional<TrustedKey> find(JWSHeader header, Instant now) {
        List<Base64> chain = header.getX509CertChain();
        if (chain != null) {
            return chain.isEmpty() || chain.size() > MAXIMUM_CHAIN ? Optional.empty() : chained(chain, now);
        }
        String id = header.getKeyID();
        return id == null ? Optional.empty() : Optional.ofNullable(byId.get(id));
    }

    private Optional<TrustedKey> chained(List<Base64> chain, Instant now) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> path = new ArrayList<>();
            for (Base64 encoded : chain) {
                path.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded.decode())));
            }
            X509Certificate leaf = path.getFirst();
            leaf.checkValidity(Date.from(now));
            if (!roots.contains(leaf)) {
                path.removeIf(roots::contains);
                PKIXParameters parameters = new PKIXParameters(roots.stream()
                        .map(root -> new TrustAnchor(root, null)).collect(Collectors.toUnmodifiableSet()));
                parameters.setRevocationEnabled(false);
                parameters.setDate(Date.from(now));
                CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(path), parameters);
            }
            return Optional.of(new TrustedKey(leaf.getPublicKey()));
        } catch (GeneralSecurityException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
