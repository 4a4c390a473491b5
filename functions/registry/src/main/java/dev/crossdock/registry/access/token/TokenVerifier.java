package dev.crossdock.registry.access.token;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.crossdock.registry.watch.Watched;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks tokens: the signature first, and only then what it covers. */
// tidy: public the door of this room, which access alone uses
public final class TokenVerifier {
    /** The longest token, in characters: a longer one is not even split (CVE-2025-30204). */
    public static final int MAXIMUM_LENGTH = 16 << 10;
    /** The most things that one token grants. */
    static final int MAXIMUM_GRANTS = 1_000;
    /** How far the clocks of issuer and registry may be apart. */
    static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);

    private final String service;
    private final String issuer;
    private final Watched<?> keys;
    private final Set<String> algorithms;
    private final InstantSource clock;

    /** Takes tokens for the service, of the issuer, signed with one of the keys by one of the algorithms. */
    public TokenVerifier(String service, String issuer, Watched<?> keys, Set<String> algorithms,
            InstantSource clock) {
        this.service = service;
        this.issuer = issuer;
        this.keys = keys;
        this.algorithms = Set.copyOf(algorithms);
        this.clock = clock;
    }

    /** Reads the keys, and again when they change; throws where a file of them cannot be used, naming it. */
    public static Watched<?> keys(Optional<Path> bundle, Optional<Path> jwks) throws IOException {
        return new Watched<>(Stream.concat(bundle.stream(), jwks.stream()).toList(), new KeyFiles(bundle, jwks)::read);
    }

    /** What the token says, where all of it is good. */
    public Optional<VerifiedToken> verify(String token) {
        if (token.length() > MAXIMUM_LENGTH || !hasThreeParts(token)) {
            return Optional.empty();
        }
        try {
            JWSObject parsed = JWSObject.parse(token);
            JWTClaimsSet claims = isSigned(parsed)
                    ? JWTClaimsSet.parse(parsed.getPayload().toJSONObject())
                    : null;
            return claims == null || !isForUsNow(claims) ? Optional.empty() : Optional.of(verified(claims));
        } catch (ParseException | RuntimeException e) {
            // Not the message: it may hold parts of the token.
            LOG.debug("a token cannot be read: {}", e.getClass().getName());
            return Optional.empty();
        }
    }

    private static boolean hasThreeParts(String token) {
        return token.chars().filter(c -> c == '.').count() == 2;
    }

    private boolean isSigned(JWSObject token) {
        JWSHeader header = token.getHeader();
        boolean isPlain = header.getCriticalParams() == null && header.isBase64URLEncodePayload();
        return isPlain && algorithms.contains(header.getAlgorithm().getName())
                && ((TokenKeys) keys.current()).find(header, clock.instant())
                        .filter(key -> key.signed(token)).isPresent();
    }

    private boolean isForUsNow(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Date end = claims.getExpirationTime();
        Date begin = claims.getNotBeforeTime();
        return issuer.equals(claims.getIssuer()) && claims.getAudience().contains(service)
                && end != null && end.toInstant().plus(LEEWAY).isAfter(now)
                && (begin == null || !begin.toInstant().minus(LEEWAY).isAfter(now));
    }

    private static VerifiedToken verified(JWTClaimsSet claims) {
        List<VerifiedToken.Grant> grants = new ArrayList<>();
        if (claims.getClaim("access") instanceof List<?> access) {
            access.stream().limit(MAXIMUM_GRANTS).forEach(grant -> granted(grant).ifPresent(grants::add));
        }
        return new VerifiedToken(Objects.requireNonNullElse(claims.getSubject(), ""), grants);
    }

    private static Optional<VerifiedToken.Grant> granted(Object grant) {
        if (grant instanceof Map<?, ?> map && map.get("type") instanceof String type
                && map.get("name") instanceof String name && map.get("actions") instanceof List<?> actions) {
            return Optional.of(new VerifiedToken.Grant(type, name, actions.stream().filter(String.class::isInstance)
                    .map(String.class::cast).collect(Collectors.toUnmodifiableSet())));
        }
        return Optional.empty();
    }
}
