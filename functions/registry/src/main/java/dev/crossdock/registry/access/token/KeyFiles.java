package dev.crossdock.registry.access.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.crossdock.registry.watch.UnusableFileException;
import dev.crossdock.registry.watch.Watched;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the files that hold the keys of an issuer. */
record KeyFiles(Optional<Path> bundle, Optional<Path> jwks) {
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int LIBTRUST_BYTES = 30;
    private static final int LIBTRUST_GROUP = 4;
    private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    TokenKeys read() throws IOException {
        Map<String, TrustedKey> keys = new HashMap<>();
        List<X509Certificate> roots = new ArrayList<>();
        if (bundle.isPresent()) {
            for (Certificate certificate : certificates(bundle.get())) {
                roots.add((X509Certificate) certificate);
                add(keys, certificate.getPublicKey());
            }
        }
        if (jwks.isPresent()) {
            addSet(keys, jwks.get());
        }
        return new TokenKeys(keys, roots);
    }

    private static List<Certificate> certificates(Path file) throws IOException {
        try {
            List<Certificate> found = List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(
                    new ByteArrayInputStream(Watched.bytes("auth.token.rootcertbundle", file))));
            if (found.isEmpty()) {
                throw new UnusableFileException(
                        "auth.token.rootcertbundle %s: no certificate in it, wanted PEM".formatted(file));
            }
            return found;
        } catch (CertificateException e) {
            throw new UnusableFileException(
                    "auth.token.rootcertbundle %s: unreadable, wanted certificates in PEM".formatted(file), e);
        }
    }

    private static void addSet(Map<String, TrustedKey> keys, Path file) throws IOException {
        try {
            String text = new String(Watched.bytes("auth.token.jwks", file), StandardCharsets.UTF_8);
            for (JWK jwk : JWKSet.parse(text).getKeys()) {
                if (jwk.getKeyUse() == null || KeyUse.SIGNATURE.equals(jwk.getKeyUse())) {
                    PublicKey key = publicKey(jwk, file);
                    add(keys, key);
                    if (jwk.getKeyID() != null) {
                        keys.put(jwk.getKeyID(), new TrustedKey(key));
                    }
                }
            }
        } catch (ParseException | JOSEException | GeneralSecurityException e) {
            throw new UnusableFileException(
                    "auth.token.jwks %s: unreadable, wanted a JSON Web Key Set of public keys".formatted(file), e);
        }
        if (keys.isEmpty()) {
            throw new UnusableFileException("auth.token.jwks %s: no key for signatures in it".formatted(file));
        }
    }

    private static PublicKey publicKey(JWK jwk, Path file)
            throws JOSEException, GeneralSecurityException, UnusableFileException {
        if (jwk instanceof RSAKey rsa) {
            return rsa.toRSAPublicKey();
        }
        if (jwk instanceof ECKey ec) {
            return ec.toECPublicKey();
        }
        if (jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
            byte[] point = pair.getX().decode();
            byte[] encoded = new byte[ED25519_PREFIX.length + point.length];
            System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
            System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, point.length);
            return KeyFactory.getInstance(TrustedKey.ED25519).generatePublic(new X509EncodedKeySpec(encoded));
        }
        throw new UnusableFileException(
                "auth.token.jwks %s: a key of kind %s, wanted public keys of kind RSA, EC or OKP with Ed25519"
                        .formatted(file, jwk.getKeyType()));
    }

    /** Under every name that an issuer may call it by: the thumbprint of RFC 7638, and libtrust's of old. */
    private static void add(Map<String, TrustedKey> keys, PublicKey key) throws UnusableFileException {
        try {
            thumbprint(key).ifPresent(name -> keys.put(name, new TrustedKey(key)));
            keys.put(libtrustId(key), new TrustedKey(key));
        } catch (JOSEException | GeneralSecurityException e) {
            throw new UnusableFileException("auth.token: a key of kind %s cannot be used: %s".formatted(
                    key.getAlgorithm(), e.getMessage()), e);
        }
    }

    private static Optional<String> thumbprint(PublicKey key) throws JOSEException {
        if (key instanceof RSAPublicKey rsa) {
            return Optional.of(new RSAKey.Builder(rsa).build().computeThumbprint().toString());
        }
        return key instanceof ECPublicKey ec
                ? Optional.of(new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build()
                        .computeThumbprint().toString())
                : Optional.empty();
    }

    /** SHA-256 of the key, its first 240 bits in base 32, in groups of four (docker/libtrust, key_id). */
    static String libtrustId(PublicKey key) throws GeneralSecurityException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        StringBuilder id = new StringBuilder();
        int letters = LIBTRUST_BYTES * Byte.SIZE / 5;
        for (int letter = 0; letter < letters; letter++) {
            int value = 0;
            for (int bit = letter * 5; bit < letter * 5 + 5; bit++) {
                value = value * 2 + ((hash[bit / Byte.SIZE] >> (7 - bit % Byte.SIZE)) & 1);
            }
            id.append(letter > 0 && letter % LIBTRUST_GROUP == 0 ? ":" : "").append(BASE_32.charAt(value));
        }
        return id.toString();
    }
}
