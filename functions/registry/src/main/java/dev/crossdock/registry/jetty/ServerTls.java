package dev.crossdock.registry.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes TLS as the settings have it. */
final class ServerTls {
    private static final String TLS_1_3_SUITE = "TLS_(?:AES|CHACHA20)_.*";

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

    private ServerTls() {}

    /** Throws where a file cannot be used, or where Java knows no suite of a name. */
    static SslContextFactory.Server of(TlsSettings settings) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[]{new ReloadedKeys(settings)}, settings.clients().isEmpty()
                    ? new TrustManager[0]
                    : new TrustManager[]{ClientTrust.of(settings.clients().get())}, null);
            WarmCipher.begin();
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setSslContext(context);
            factory.setIncludeProtocols(versions(settings));
            if (!settings.suites().isEmpty()) {
                factory.setExcludeCipherSuites();
                factory.setIncludeCipherSuites(suites(settings, context));
            }
            settings.clients().map(TlsSettings.Clients::mode).ifPresent(mode -> {
                factory.setNeedClientAuth(mode.isRequired());
                factory.setWantClientAuth(!mode.isRequired());
            });
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IOException("http.tls: " + e.getMessage(), e);
        }
    }

    private static String[] versions(TlsSettings settings) {
        return Arrays.stream(TlsSettings.Version.values()).filter(
                version -> version.compareTo(settings.minimum()) >= 0).map(TlsSettings.Version::protocol)
                .toArray(String[]::new);
    }

    private static String[] suites(TlsSettings settings, SSLContext context) throws IOException {
        List<String> known = List.of(context.getSupportedSSLParameters().getCipherSuites());
        for (String suite : settings.suites()) {
            if (!known.contains(suite)) {
                throw new IOException("http.tls.ciphersuites: this Java has no %s; it has %s".formatted(suite,
                        String.join(", ", known)));
            }
        }
        List<String> spoken = new ArrayList<>(settings.suites());
        known.stream().filter(suite -> suite.matches(TLS_1_3_SUITE) && !spoken.contains(suite)).forEach(spoken::add);
        return spoken.toArray(String[]::new);
    }

    /**
     * Has the JVM compile TLS's usual cipher before the first client comes: until then a gigabyte costs some seconds of CPU
     * time, after that half a second.
     */
    private static final class WarmCipher {
        private static final Duration LONGEST = Duration.ofSeconds(2);
        private static final int RECORDS = 4_000;
        private static final int RECORD_BYTES = 16 << 10;
        private static final int KEY_BYTES = 16;
        private static final int NONCE_BYTES = 12;
        private static final int TAG_BYTES = 16;
        private static final int TAG_BITS = TAG_BYTES * Byte.SIZE;

        private static final AtomicBoolean isBegun = new AtomicBoolean();

        private WarmCipher() {}

        /** Begins it, on a thread of its own; once in a process. */
        static void begin() {
            if (!isBegun.getAndSet(true)) {
                Thread.ofPlatform().daemon().name("registry-warm").start(WarmCipher::run);
            }
        }

        private static void run() {
            long start = System.nanoTime();
            ByteBuffer plain = ByteBuffer.allocateDirect(RECORD_BYTES);
            ByteBuffer sealed = ByteBuffer.allocateDirect(RECORD_BYTES + TAG_BYTES);
            ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES);
            SecretKeySpec key = new SecretKeySpec(new byte[KEY_BYTES], "AES");
            try {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                for (int i = 0; i < RECORDS && System.nanoTime() - start < LONGEST.toNanos(); i++) {
                    GCMParameterSpec once = new GCMParameterSpec(TAG_BITS, nonce.putInt(0, i).array());
                    cipher.init(Cipher.ENCRYPT_MODE, key, once);
                    cipher.doFinal(plain.clear(), sealed.clear());
                    cipher.init(Cipher.DECRYPT_MODE, key, once);
                    cipher.doFinal(sealed.flip(), plain.clear());
                }
            } catch (GeneralSecurityException e) {
                LOG.debug("compile a cipher ahead: {}", e.toString(), e);
            }
        }
    }
}
