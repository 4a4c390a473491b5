package dev.crossdock.client.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/** Reads files in PEM, and folders of them; an exception names the file and never quotes it. */
final class PemFiles {
    private static final int MAXIMUM_BYTES = 4 << 20;
    private static final int MAXIMUM_FILES = 1_000;

    private PemFiles() {}

    /** The files of a folder with this ending, in the order of their names. */
    static List<Path> in(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(ending)).sorted()
                    .limit(MAXIMUM_FILES + 1L).toList();
            if (found.size() > MAXIMUM_FILES) {
                throw new UnusableTrustException("certificates in %s: wanted at most %d files *%s".formatted(folder,
                        MAXIMUM_FILES, ending));
            }
            return found;
        }
    }

    static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file) || Files.size(file) > MAXIMUM_BYTES) {
            throw new UnusableTrustException(
                    "file %s: wanted a readable file in PEM of at most %d bytes".formatted(file, MAXIMUM_BYTES));
        }
        return Files.readAllBytes(file);
    }

    static String text(Path file) throws IOException {
        return new String(read(file), StandardCharsets.ISO_8859_1);
    }

    /** One certificate or more. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        try {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read(file))).stream()
                    .map(X509Certificate.class::cast).toList();
            if (found.isEmpty()) {
                throw new UnusableTrustException("CA file %s: no certificate in it, wanted PEM".formatted(file));
            }
            return found;
        } catch (CertificateException e) {
            throw new UnusableTrustException("CA file %s: unreadable, wanted certificates in PEM".formatted(file), e);
        }
    }
}
