package dev.crossdock.registry.access.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** A public key, which is used with the algorithms of its own kind alone: no key of one kind is ever another's secret. */
record TrustedKey(PublicKey key) {
    static final String ED25519 = "Ed25519";

    boolean signed(JWSObject token) {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        try {
            return switch (key) {
                case RSAPublicKey rsa -> JWSAlgorithm.Family.RSA.contains(algorithm)
                        && signed(token, new RSASSAVerifier(rsa));
                case ECPublicKey ec -> {
                    ECDSAVerifier verifier = new ECDSAVerifier(ec);
                    yield verifier.supportedJWSAlgorithms().contains(algorithm) && signed(token, verifier);
                }
                case EdECPublicKey ed -> algorithm.getName().equals("EdDSA") && signedEd(token, ed);
                default -> false;
            };
        } catch (JOSEException | GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean signed(JWSObject token, JWSVerifier verifier) throws JOSEException {
        return verifier.verify(token.getHeader(), token.getSigningInput(), token.getSignature());
    }

    /** The JDK's own: the library would want another one for it. */
    private static boolean signedEd(JWSObject token, EdECPublicKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ED25519);
        signature.initVerify(key);
        signature.update(token.getSigningInput());
        return signature.verify(token.getSignature().decode());
    }
}
