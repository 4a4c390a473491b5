package dev.crossdock.registry.access;

import dev.crossdock.registry.access.AccessRequest.Wanted;
import dev.crossdock.registry.access.password.PasswordCheck;
import dev.crossdock.registry.watch.Watched;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Users with passwords, and rules for what they and the anonymous may do; either may be absent. */
final class PasswordAccess implements AccessControl {
    /** Where tickets are issued. */
    static final String TICKETS = "/v2/_token";

    private static final String USUAL_REALM = "crossdock";

    private final Optional<PasswordCheck> passwords;
    private final Optional<Watched<AccessRules>> rules;
    private final String realm;
    private final Tickets tickets;

    private PasswordAccess(Optional<PasswordCheck> passwords, Optional<Watched<AccessRules>> rules, String realm,
            Function<Function<String, Optional<String>>, Tickets> tickets) {
        this.passwords = passwords;
        this.rules = rules;
        this.realm = realm;
        this.tickets = tickets.apply(name -> passwords.flatMap(check -> check.hash(name)));
    }

    /** Reads the files; throws where one cannot be used, naming it. */
    static AccessControl of(AccessSettings settings, InstantSource clock) throws IOException {
        Optional<AccessSettings.Passwords> users = settings.passwords();
        Optional<PasswordCheck> passwords = users.isEmpty()
                ? Optional.empty()
                : Optional.of(new PasswordCheck(users.get().file(), clock));
        return new PasswordAccess(passwords, rules(settings.rules()), users.map(AccessSettings.Passwords::realm)
                .orElse(USUAL_REALM),
                hashes -> new Tickets(clock, users.flatMap(AccessSettings.Passwords::secret), hashes));
    }

    private static Optional<Watched<AccessRules>> rules(Optional<Path> file) throws IOException {
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(new Watched<>(List.of(file.get()), new AccessFile(file.get())::read));
    }

    @Override
    public Decision decide(AccessRequest request) {
        Optional<AccessRules> now = rules.map(Watched::current);
        if (request.wanted() instanceof Wanted.Ticket && !issues(now)) {
            return new Decision.Unknown();
        }
        return switch (Credentials.of(request.authorization())) {
            case Credentials.None _ -> anonymous(request, now);
            case Credentials.Password(String user, String password) -> loggedIn(request, now, user, password);
            case Credentials.Bearer(String ticket) -> issues(now) && !(request.wanted() instanceof Wanted.Ticket)
                    ? tickets.read(ticket).map(name -> decided(request, now, name))
                            .orElseGet(() -> challenge(request, now, Challenges.Problem.INVALID))
                    : challenge(request, now, Challenges.Problem.INVALID);
            case Credentials.Unreadable _ -> {
                passwords.ifPresent(check -> check.failed(request.address()));
                yield challenge(request, now, Challenges.Problem.INVALID);
            }
        };
    }

    /** Docker's client takes a first answer without a challenge for a registry that never asks for a password. */
    private Decision anonymous(AccessRequest request, Optional<AccessRules> now) {
        return request.wanted() instanceof Wanted.Presence && passwords.isPresent()
                ? challenge(request, now, Challenges.Problem.MISSING)
                : decided(request, now, "");
    }

    private Decision loggedIn(AccessRequest request, Optional<AccessRules> now, String user, String password) {
        if (passwords.isEmpty()) {
            return decided(request, now, "");
        }
        return switch (passwords.get().check(user, password, request.address())) {
            case PasswordCheck.Outcome.Right _ -> decided(request, now, user);
            case PasswordCheck.Outcome.Wrong _ -> Challenges.basic(realm, "wrong user name or password");
            case PasswordCheck.Outcome.Throttled(var retryAfter) -> new Decision.Throttled(retryAfter);
        };
    }

    private Decision decided(AccessRequest request, Optional<AccessRules> now, String name) {
        Identity identity = now.map(known -> known.identity(name)).orElseGet(() -> Identity.user(name));
        Decision.Rights rights = (repository, action) -> now
                .map(known -> known.allow(identity, repository, action)).orElse(!identity.isAnonymous());
        boolean isAllowed = switch (request.wanted()) {
            case Wanted.Presence _,Wanted.Ticket _ -> true;
            case Wanted.Catalog _ -> !identity.isAnonymous() || now.filter(AccessRules::openToAnybody).isPresent();
            case Wanted.Use use -> rights.allow(use.repository(), use.action());
        };
        if (isAllowed) {
            return request.wanted() instanceof Wanted.Ticket
                    ? new Decision.Issued(tickets.issue(name), Tickets.LIFE)
                    : new Decision.Granted(identity, rights);
        }
        return identity.isAnonymous() && passwords.isPresent()
                ? challenge(request, now, request.authorization().isEmpty()
                        ? Challenges.Problem.MISSING
                        : Challenges.Problem.INSUFFICIENT)
                : new Decision.Denied("the access rules do not allow this");
    }

    /** Who may come without a password has to get a ticket instead, so that docker's client asks for one. */
    private Decision challenge(AccessRequest request, Optional<AccessRules> now, Challenges.Problem problem) {
        return issues(now) && !(request.wanted() instanceof Wanted.Ticket)
                ? Challenges.bearer(request.base() + TICKETS, realm, request.wanted(), problem)
                : Challenges.basic(realm, "log in first");
    }

    private boolean issues(Optional<AccessRules> now) {
        return passwords.isPresent() && now.filter(AccessRules::openToAnybody).isPresent();
    }
}
