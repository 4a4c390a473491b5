package dev.crossdock.registry.access;

import dev.crossdock.registry.access.AccessRequest.Wanted;
import dev.crossdock.registry.access.token.TokenVerifier;
import dev.crossdock.registry.access.token.VerifiedToken;
import java.io.IOException;
import java.time.InstantSource;
import java.util.regex.Pattern;

/** Tokens that somebody else issues; each says what its bearer may do. */
final class TokenAccess implements AccessControl {
    private static final String REPOSITORY = "repository";
    /** What may stand in a challenge; another Host header is not repeated. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]_-]{1,255}");

    private final AccessSettings.Tokens settings;
    private final TokenVerifier verifier;

    private TokenAccess(AccessSettings.Tokens settings, TokenVerifier verifier) {
        this.settings = settings;
        this.verifier = verifier;
    }

    /** Reads the keys; throws where a file of them cannot be used, naming it. */
    static AccessControl of(AccessSettings.Tokens settings, InstantSource clock) throws IOException {
        AccessSettings.Keys keys = settings.keys();
        return new TokenAccess(settings, new TokenVerifier(settings.service(), settings.issuer(),
                TokenVerifier.keys(keys.bundle(), keys.jwks()), keys.algorithms(), clock));
    }

    @Override
    public Decision decide(AccessRequest request) {
        if (request.wanted() instanceof Wanted.Ticket) {
            return new Decision.Unknown();
        }
        return switch (Credentials.of(request.authorization())) {
            case Credentials.Bearer(String token) -> verifier.verify(token).map(verified -> decided(request, verified))
                    .orElseGet(() -> challenge(request, Challenges.Problem.INVALID));
            case Credentials.None _,Credentials.Password _,Credentials.Unreadable _ -> challenge(request,
                    Challenges.Problem.MISSING);
        };
    }

    private Decision decided(AccessRequest request, VerifiedToken token) {
        Identity identity = Identity.user(token.subject());
        return switch (request.wanted()) {
            case Wanted.Presence _,Wanted.Ticket _ -> new Decision.Granted(identity, (repository, action) -> false);
            case Wanted.Catalog _ -> token.allows("registry", "catalog", "*")
                    ? new Decision.Granted(identity, (repository, action) -> true)
                    : challenge(request, Challenges.Problem.INSUFFICIENT);
            case Wanted.Use use -> Challenges.actions(use.action()).stream()
                    .allMatch(action -> token.allows(REPOSITORY, use.repository().name(), action))
                            ? new Decision.Granted(identity,
                                    (repository, action) -> token.allows(REPOSITORY, repository.name(), action.scope()))
                            : challenge(request, Challenges.Problem.INSUFFICIENT);
        };
    }

    private Decision challenge(AccessRequest request, Challenges.Problem problem) {
        String realm = settings.redirectPath().filter(path -> HOST.matcher(request.host()).matches())
                .map(path -> "https://" + request.host() + path).orElseGet(() -> settings.realm().toString());
        return Challenges.bearer(realm, settings.service(), request.wanted(), problem);
    }
}
