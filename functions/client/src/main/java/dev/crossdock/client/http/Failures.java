package dev.crossdock.client.http;

import dev.crossdock.client.limits.HostBusyException;
import dev.crossdock.client.proxy.UnusableProxyException;
import dev.crossdock.client.tls.UnusableTrustException;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Missing;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Sorts what went wrong on the wire by what the caller can do about it. */
public final class Failures {
    private static final int MAXIMUM_CAUSES = 10;
    /** RFC 8446, section 6.2, in the words of BoringSSL and of the JDK. */
    private static final Pattern CERTIFICATE_ALERT = Pattern
            .compile("(?i)alert.{0,3}(certificate_required|bad_certificate|unknown_ca|certificate_(unknown|expired))");
    private static final String PLAIN_HTTP = "TLS (a registry that speaks plain HTTP needs an address with http://, or"
            + " TLS verification off)";

    private Failures() {}

    /** The failure that an unwanted status means. Reads what the body says of it. */
    public static RegistryException of(Errand errand, Reply reply, InstantSource clock) {
        return of(errand, reply, reply.error(), clock);
    }

    /** The failure that an unwanted status means, where the body was read already. */
    public static RegistryException of(Errand errand, Reply reply, ErrorBody said, InstantSource clock) {
        RegistryException failure = of(errand, reply, said, reply.retryAfter(clock)).known(reply.requestId());
        return reply.sent().map(it -> failure.after(it.done(), it.wanted())).orElse(failure);
    }

    private static RegistryException of(Errand errand, Reply reply, ErrorBody said, Optional<Duration> comeBack) {
        String wanted = errand.wanted();
        String got = reply.status() + (said.toString().isEmpty() ? "" : " " + said)
                + reply.detour().map(host -> " from " + host).orElse("");
        return switch (reply.status()) {
            case 401 -> new Refused(errand.got(got, wanted + " (credentials that this registry accepts)"), null);
            case 403 -> new Refused(errand.got(got, wanted + " (credentials with this right)"), null);
            case 404 -> new Missing(errand.got(got, wanted), null);
            case 408, 425, 429 -> new Unavailable(errand.got(got + later(comeBack), wanted), comeBack, null);
            default -> reply.status() >= 500
                    ? new Unavailable(errand.got(got + later(comeBack), wanted), comeBack, null)
                    : unexpected(errand, reply, got, wanted);
        };
    }

    private static RegistryException unexpected(Errand errand, Reply reply, String got, String wanted) {
        if (reply.status() >= 400) {
            return new Refused(errand.got(got, wanted), null);
        }
        return new Corrupt(errand.got("an unexpected " + got, wanted), null);
    }

    private static String later(Optional<Duration> comeBack) {
        return comeBack.map(wait -> ", retry after " + wait.toSeconds() + " s").orElse("");
    }

    /** The failure that a broken call means: a matter of certificates for a person, everything else for later. */
    public static RegistryException of(Errand errand, IOException broken, Address address) {
        String there = address.hostAndPort();
        if (broken instanceof HostBusyException busy) {
            return new Unavailable(errand.got(said(busy), errand.wanted()), Optional.of(busy.retryAfter()), busy);
        }
        if (caused(broken, UnknownHostException.class) != null) {
            String who = said(broken).contains(address.host()) ? "" : " or its proxy (" + said(broken) + ")";
            return later(errand, "no address for the host " + address.host() + who, "a host name that resolves",
                    broken);
        }
        if (neverConnected(broken)) {
            return later(errand, "no connection to " + there + ": " + said(broken), "a registry that listens there",
                    broken);
        }
        if (broken instanceof UnusableTrustException unusable) {
            return new Refused(
                    errand.got(said(unusable), "certificates and keys that can be read, to connect to " + there),
                    unusable);
        }
        if (broken instanceof UnusableProxyException unusable) {
            return new Refused(errand.got(said(unusable), "a proxy for " + there + ", or none"), unusable);
        }
        if (said(broken).equals("Failed to authenticate with proxy")) { // OkHttp's words
            return new Refused(errand.got("407 from the proxy to " + there,
                    "credentials that it accepts, as http://USER:PASSWORD@HOST:PORT in HTTPS_PROXY"), broken);
        }
        return broken instanceof SSLException tls
                ? ofTls(errand, tls, there)
                : later(errand, said(broken) + " from " + there, "a whole answer", broken);
    }

    /** Whether the call broke before a byte went out: the other side is down, or not there. */
    public static boolean neverConnected(IOException broken) {
        return caused(broken, ConnectException.class) != null || caused(broken, NoRouteToHostException.class) != null
                || caused(broken, UnknownHostException.class) != null;
    }

    /** Whether the other side answered, but not in TLS. */
    public static boolean notTls(IOException broken) {
        String said = String.valueOf(broken.getMessage());
        return broken instanceof SSLException && (said.contains("WRONG_VERSION_NUMBER")
                || said.contains("HTTP_REQUEST") || said.contains("Unsupported or unrecognized SSL message")
                || said.contains("Unable to parse TLS packet header") || said.contains("not an SSL/TLS record"));
    }

    private static RegistryException ofTls(Errand errand, SSLException broken, String there) {
        if (notTls(broken)) {
            return new Refused(errand.got("an answer from " + there + " that is not TLS", PLAIN_HTTP), broken);
        }
        if (CERTIFICATE_ALERT.matcher(String.valueOf(broken.getMessage())).find()) {
            return new Refused(errand.got(there + " that lets in nobody without a client certificate that it knows",
                    "one: name a folder with NAME.cert and NAME.key"), broken);
        }
        if (broken instanceof SSLPeerUnverifiedException) {
            return refused(errand, "a certificate of " + there + " for another host", "a certificate for this host",
                    broken);
        }
        if (caused(broken, CertificateExpiredException.class) != null) {
            return refused(errand, "an expired certificate of " + there, "a valid one", broken);
        }
        if (caused(broken, CertificateNotYetValidException.class) != null) {
            return refused(errand, "a certificate of " + there + " that is not valid yet", "a valid one", broken);
        }
        if (caused(broken, CertPathBuilderException.class) != null
                || caused(broken, CertPathValidatorException.class) != null) {
            return refused(errand, "a certificate of " + there + " by an unknown authority",
                    "one of a known authority: name its CA file", broken);
        }
        return caused(broken, CertificateException.class) == null
                ? later(errand, "a broken TLS connection to " + there + ": " + said(broken), "a whole answer", broken)
                : refused(errand, "an unusable certificate of " + there + ": " + said(broken), "a valid one", broken);
    }

    private static Refused refused(Errand errand, String got, String wanted, IOException cause) {
        return new Refused(errand.got(got, wanted + " (or TLS verification off, for a test)"), cause);
    }

    private static Unavailable later(Errand errand, String got, String wanted, IOException cause) {
        return new Unavailable(errand.got(got, wanted), Optional.empty(), cause);
    }

    private static String said(IOException broken) {
        String text = broken.getMessage();
        return text == null ? broken.getClass().getSimpleName() : Printable.capped(text);
    }

    private static <T extends Throwable> @Nullable T caused(Throwable thrown, Class<T> kind) {
        Throwable at = thrown;
        for (int i = 0; i < MAXIMUM_CAUSES && at != null; i++) {
            if (kind.isInstance(at)) {
                return kind.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }
}
