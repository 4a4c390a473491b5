package dev.crossdock.client.auth;

import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Failures;
import dev.crossdock.client.http.HttpEngine;
import dev.crossdock.client.http.Reply;
import dev.crossdock.client.http.Request;
import dev.crossdock.transfer.RegistryException.Corrupt;
import dev.crossdock.transfer.RegistryException.Refused;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Exchanges credentials for tokens. Where somebody's credentials that nobody named for this run are refused, a right to
 * read is asked for once more as nobody: an old login must not stand before a public image.
 */
final class TokenServer {
    private static final int MAXIMUM_TOKEN_BYTES = 256 << 10;

    /** A challenge, and the address of the registry that sent it. */
    record Dialogue(Address challenger, Challenge challenge) {
        boolean isBasic() {
            return challenge.scheme().equals("basic");
        }

        boolean isWith(Dialogue other) {
            return challenge.parameter("realm").equals(other.challenge.parameter("realm"));
        }
    }

    private final HttpEngine engine;
    private final Authorizer.Identity identity;
    private final Asker asker;
    private final Runnable counter;

    TokenServer(HttpEngine engine, Authorizer.Identity identity, Asker asker, Runnable counter) {
        this.engine = engine;
        this.identity = identity;
        this.asker = asker;
        this.counter = counter;
    }

    Instant now() {
        return engine.clock().instant();
    }

    Token fetch(Errand errand, Dialogue dialogue, List<Scope> scopes) throws IOException {
        Question question = new Question(errand, dialogue, scopes);
        CredentialSource.Found found = asker.find(errand);
        realm(errand, dialogue, found.credentials()); // a server that is not the registry's own ends it here
        if (asker.wasRefused(found) && question.mayBeAskedByNobody(found)) {
            return asNobody(question);
        }
        try {
            return as(question, found);
        } catch (Refused refused) {
            Optional<CredentialSource.Found> others = asker.others(errand, found);
            if (others.isPresent()) {
                return as(question, others.get());
            }
            if (!question.mayBeAskedByNobody(found)) {
                throw refused;
            }
            return asNobody(question);
        }
    }

    private record Question(Errand errand, Dialogue dialogue, List<Scope> scopes) {
        boolean mayBeAskedByNobody(CredentialSource.Found found) {
            return found.isGuess() && scopes.stream().allMatch(Scope::isPull);
        }
    }

    private Token as(Question question, CredentialSource.Found found) throws IOException {
        Token token = ask(question, found.credentials(), found.isGuess() ? ", with " + found.origin() : "");
        asker.accepted();
        return token;
    }

    private Token asNobody(Question question) throws IOException {
        return ask(question, Credentials.anonymous(),
                asker.remark().map(remark -> ", as nobody, for " + remark).orElse(""));
    }

    private Token ask(Question question, Credentials credentials, String how) throws IOException {
        Address realm = realm(question.errand, question.dialogue, credentials);
        Request request = new TokenRequest(realm, question.dialogue.challenge().parameter("service"), question.scopes)
                .by(credentials);
        counter.run();
        boolean own = realm.host().equals(question.dialogue.challenger().host());
        try (Reply reply = engine.send(request.with("User-Agent", identity.userAgent()),
                own ? identity.tls() : identity.tls().withoutClients())) {
            return read(question.errand.by("token server " + realm + how, "200 and a token"), reply);
        }
    }

    private Token read(Errand errand, Reply reply) throws IOException {
        if (reply.status() != 200) {
            throw Failures.of(errand, reply, engine.clock());
        }
        return reply.bytes(MAXIMUM_TOKEN_BYTES).flatMap(bytes -> Token.parse(bytes, now())).orElseThrow(
                () -> new Corrupt(errand.got("an answer without a token", "{\"token\": …}"), null));
    }

    /** The token server's address, where it may be asked at all. */
    private Address realm(Errand errand, Dialogue dialogue, Credentials credentials) {
        Address realm;
        try {
            realm = Address.parse(dialogue.challenge().parameter("realm").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new Corrupt(errand.got("a challenge whose realm is no " + e.getMessage(), "a token server"), e);
        }
        Realms realms = new Realms(dialogue.challenger(), identity.tokenServers());
        Function<Address, Boolean> allowed = credentials instanceof Credentials.Anonymous
                ? realms::mayBeAsked
                : realms::belongs;
        if (!allowed.apply(realm)) {
            throw new Refused(errand.got("a challenge that sends us to the token server " + realm,
                    "one on the registry's own host, over no weaker scheme (if it is right, name it as --src-token-server"
                            + " or --dest-token-server, or as tokenServer of the registry in crossdock.yaml)"),
                    null);
        }
        return realm;
    }
}
