package dev.crossdock.client.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key in PEM. PKCS#8 is what Java reads; the older forms of OpenSSL (RFC 8017, A.1.2; RFC 5915) are what stands
 * inside of it, so they are wrapped (RFC 5958).
 */
record PrivateKeyFile(Path file) {
    private static final Pattern BLOCK = Pattern
            .compile("-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----([^-]{1,65536})-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC");
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    /** In an EC key, the curve stands behind this tag. */
    private static final int PARAMETERS = 0xa0;

    PrivateKey read() throws IOException {
        Matcher block = BLOCK.matcher(PemFiles.text(file));
        if (!block.find()) {
            throw unusable("no private key in it");
        }
        byte[] der;
        try {
            String body = block.group(2);
            if (body.contains("Proc-Type") || block.group(1).startsWith("ENCRYPTED")) {
                throw unusable("an encrypted key");
            }
            der = Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw unusable("not base64");
        }
        return switch (block.group(1)) {
            case "RSA PRIVATE KEY" -> key(wrapped(RSA, der));
            case "EC PRIVATE KEY" -> key(wrapped(der(SEQUENCE, EC, curve(der)), der));
            default -> key(der);
        };
    }

    /** The bytes do not say simply what they are; of the few kinds there are one fits. */
    private PrivateKey key(byte[] pkcs8) throws IOException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                // The next kind.
            }
        }
        throw unusable("a key of another kind than RSA and EC, or a broken one");
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return der(SEQUENCE, VERSION_0, algorithm, der(OCTET_STRING, key));
    }

    /** The name of the curve: the first object identifier after the tag of the parameters. */
    private byte[] curve(byte[] key) throws IOException {
        for (int at = 0; at + 3 < key.length; at++) {
            boolean found = (key[at] & 0xff) == PARAMETERS && key[at + 2] == OBJECT_IDENTIFIER
                    && key[at + 1] == key[at + 3] + 2 && at + 4 + key[at + 3] <= key.length;
            if (found) {
                return Arrays.copyOfRange(key, at + 2, at + 4 + key[at + 3]);
            }
        }
        throw unusable("an EC key without the name of its curve");
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length < 0x80) {
            whole.write(length);
        } else if (length < 0x100) {
            whole.writeBytes(new byte[]{(byte) 0x81, (byte) length});
        } else {
            whole.writeBytes(new byte[]{(byte) 0x83, (byte) (length >> 16), (byte) (length >> 8), (byte) length});
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    private UnusableTrustException unusable(String why) {
        return new UnusableTrustException(
                "key file %s: %s; wanted an unencrypted private key in PEM (openssl pkcs8 -topk8 -nodes makes one)"
                        .formatted(file, why));
    }
}
