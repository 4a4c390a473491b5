package dev.crossdock.client.auth;

import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a token server is asked (distribution, "Token Authentication Specification" and its OAuth2 form). */
record TokenRequest(Address realm, Optional<String> service, List<Scope> scopes) {
    private static final String CLIENT = "crossdock";

    TokenRequest {
        scopes = List.copyOf(scopes);
    }

    Request by(Credentials credentials) {
        return switch (credentials) {
            case Credentials.IdentityToken(String refreshToken) -> byOauth2(refreshToken);
            case Credentials.Basic basic -> byQuery().with("Authorization", basic(basic));
            case Credentials.Anonymous _,Credentials.Bearer _ -> byQuery();
        };
    }

    static String basic(Credentials.Basic credentials) {
        String text = credentials.user() + ":" + credentials.password();
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Request byQuery() {
        Address asked = service.map(name -> realm.with("service", name)).orElse(realm);
        for (Scope scope : scopes) {
            asked = asked.with("scope", scope.text());
        }
        return Request.of("GET", asked);
    }

    /** The token stands in the body alone, where no log of addresses finds it. */
    private Request byOauth2(String refreshToken) {
        StringBuilder form = new StringBuilder("grant_type=refresh_token&client_id=" + CLIENT);
        service.ifPresent(name -> form.append("&service=").append(encoded(name)));
        String rights = scopes.stream().map(Scope::text).collect(Collectors.joining(" "));
        form.append("&scope=").append(encoded(rights)).append("&refresh_token=").append(encoded(refreshToken));
        return Request.of("POST", realm).with("Content-Type", "application/x-www-form-urlencoded")
                .with(new Request.Body.Bytes(form.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
