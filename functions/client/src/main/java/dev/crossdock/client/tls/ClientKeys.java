package dev.crossdock.client.tls;

import dev.crossdock.client.tls.TlsOptions.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** Who we are to a registry that asks for a certificate: of several, the one whose authority the registry names. */
final class ClientKeys {
    private static final String CERTIFICATE = ".cert";
    private static final String KEY = ".key";
    private static final byte[] SIGNED = "crossdock".getBytes(StandardCharsets.UTF_8);

    private ClientKeys() {}

    /** None where there are no certificates. */
    static KeyManager[] of(TlsOptions options) throws IOException, GeneralSecurityException {
        List<Client.Pair> all = new ArrayList<>();
        for (Client client : options.clients()) {
            switch (client) {
                case Client.Pair pair -> all.add(pair);
                case Client.Folder(Path folder) -> all.addAll(in(folder));
            }
        }
        if (all.isEmpty()) {
            return new KeyManager[0];
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (Client.Pair pair : all) {
            Certificate[] chain = PemFiles.certificates(pair.certificate()).toArray(Certificate[]::new);
            PrivateKey key = new PrivateKeyFile(pair.key()).read();
            if (!belong(key, chain[0].getPublicKey())) {
                throw new UnusableTrustException(
                        "client certificate %s: %s is not its key".formatted(pair.certificate(), pair.key()));
            }
            store.setKeyEntry("client-" + store.size(), key, new char[0], chain);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    /** Whether what the one signs the other verifies. */
    private static boolean belong(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(SIGNED);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certified);
            verifying.update(SIGNED);
            return verifying.verify(signing.sign());
        } catch (InvalidKeyException | SignatureException e) {
            return false; // of another kind
        }
    }

    /** The pairs of a folder; half of a pair is a mistake. */
    private static List<Client.Pair> in(Path folder) throws IOException {
        List<Client.Pair> found = new ArrayList<>();
        for (Path certificate : PemFiles.in(folder, CERTIFICATE)) {
            found.add(new Client.Pair(certificate, other(certificate, CERTIFICATE, KEY,
                    "its key; an authority's certificate is named *.crt")));
        }
        for (Path key : PemFiles.in(folder, KEY)) {
            other(key, KEY, CERTIFICATE, "its certificate");
        }
        return found;
    }

    private static Path other(Path one, String ending, String otherEnding, String what) throws IOException {
        String name = one.getFileName().toString();
        Path other = one.resolveSibling(name.substring(0, name.length() - ending.length()) + otherEnding);
        if (!Files.isRegularFile(other)) {
            throw new UnusableTrustException("client certificates: %s has no %s beside it, %s".formatted(one,
                    other.getFileName(), what));
        }
        return other;
    }
}
