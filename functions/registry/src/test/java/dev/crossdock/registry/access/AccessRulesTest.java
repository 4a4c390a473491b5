package dev.crossdock.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AccessRulesTest extends GuardedRegistry {
    private static final String ALL = "[pull, push, overwrite, delete]";
    private static final String RULES = """
            groups:
              web: [alice, bob]
            rules:
              - repositories: "public/**"
                anonymous: true
                allow: pull
              - repositories: "public/**"
                users: "*"
                allow: [pull, push]
              - repositories: "web/**"
                groups: web
                allow: %s
              - repositories: private/alice
                users: alice
                allow: %s
            """.formatted(ALL, ALL);

    @Test
    void rules_sayWhoMayDoWhat() throws IOException {
        Guest guest = startWithRules(RULES);
        Guest alice = guest.as("alice", "ecila");
        Guest carol = guest.as("carol", "lorac");
        alice.pushImage("web/app", "1", "layer").is(201);
        alice.pushImage("private/alice", "1", "own").is(201);
        carol.pushImage("public/base", "1", "base").is(201);

        guest.get("/v2/public/base/manifests/1").is(200);
        guest.get("/v2/web/app/manifests/1").is(401);
        carol.get("/v2/web/app/manifests/1").is(403);
        assertThat(carol.get("/v2/private/alice/tags/list").is(403).text()).contains("DENIED");
        guest.as("bob", "bob").get("/v2/web/app/manifests/1").is(200);
        guest.as("bob", "bob").get("/v2/private/alice/manifests/1").is(403);
        carol.send("DELETE", "/v2/public/base/manifests/1", "").is(403);
        alice.send("DELETE", "/v2/web/app/manifests/1", "").is(202);
        guest.send("POST", "/v2/public/base/blobs/uploads/", "").is(401);
    }

    @Test
    void catalog_showsWhatMayBePulled() throws IOException {
        Guest guest = startWithRules(RULES);
        Guest alice = guest.as("alice", "ecila");
        for (String repository : List.of("private/alice", "public/a", "public/b", "web/app")) {
            alice.pushImage(repository, "1", "layer").is(201);
        }

        assertThat(guest.get("/v2/_catalog").is(200).text()).isEqualTo(
                "{\"repositories\":[\"public/a\",\"public/b\"]}");
        assertThat(guest.as("bob", "bob").get("/v2/_catalog").is(200).text()).contains("web/app").doesNotContain(
                "private");
        Guest.Answer page = guest.get("/v2/_catalog?n=1").is(200);
        assertThat(page.text()).isEqualTo("{\"repositories\":[\"public/a\"]}");
        assertThat(page.header("Link")).contains("last=public%2Fa");
        assertThat(guest.get("/v2/_catalog?n=1&last=public/a").is(200).text()).contains("public/b");
    }

    /** CVE-2019-19030: who may not look cannot tell what is there. */
    @Test
    void whatIsThereAndWhatIsNot_answerAlike() throws IOException {
        Guest guest = startWithRules(RULES);
        Guest alice = guest.as("alice", "ecila");
        alice.pushImage("web/app", "1", "layer").is(201);
        Digest layer = Digest.sha256("layer".getBytes(StandardCharsets.UTF_8));

        for (Guest other : List.of(guest, guest.as("carol", "lorac"))) {
            for (String path : List.of("tags/list", "manifests/1", "blobs/" + layer, "referrers/" + layer)) {
                String there = other.get("/v2/web/app/" + path).everything();
                String missing = other.get("/v2/web/not/" + path).everything();
                assertThat(there.replace("web/app", "*").replaceAll("content-length=\\[\\d+]", "")).isEqualTo(
                        missing.replace("web/not", "*").replaceAll("content-length=\\[\\d+]", ""));
            }
        }
    }

    /** CVE-2026-31801: who may create a tag cannot overwrite one, whatever it is called. */
    @Test
    void existingTag_isOverwrittenByWhoMay() throws IOException {
        Guest guest = startWithRules(RULES);
        Guest carol = guest.as("carol", "lorac");
        for (String tag : List.of("latest", "1", "v2.0")) {
            carol.pushImage("public/app", tag, "layer").is(201);
            String before = guest.get("/v2/public/app/manifests/" + tag).is(200).text();

            Guest.Answer answer = carol.pushImage("public/app", tag, "other").is(403);

            assertThat(answer.text()).contains("DENIED", tag);
            assertThat(guest.get("/v2/public/app/manifests/" + tag).is(200).text()).isEqualTo(before);
            carol.putManifest("public/app", tag, before).is(201);
        }
        String manifest = guest.get("/v2/public/app/manifests/1").text().replace("\n", " ");
        Digest digest = Digest.sha256(manifest.getBytes(StandardCharsets.UTF_8));
        carol.putManifest("public/app", digest + "?tag=new&tag=latest", manifest).is(403);
        guest.get("/v2/public/app/manifests/new").is(404);
        carol.putManifest("public/app", digest + "?tag=new", manifest).is(201);
    }

    /** CVE-2024-39897: a blob that lies elsewhere, where the caller may not read. */
    @Test
    void blobOfAForbiddenRepository_cannotBeReachedThroughAnother() throws IOException {
        Guest guest = startWithRules(RULES);
        Guest carol = guest.as("carol", "lorac");
        Digest secret = guest.as("alice", "ecila").pushBlob("private/alice", "secret");
        carol.pushImage("public/app", "1", "layer").is(201);

        carol.send("HEAD", "/v2/public/app/blobs/" + secret, "").is(404);
        carol.get("/v2/public/app/blobs/" + secret).is(404);
        for (String from : List.of("&from=private/alice", "", "&from=private/none")) {
            String there = carol.send("POST", "/v2/public/app/blobs/uploads/?mount=" + secret + from, "").is(202)
                    .everything();
            String missing = carol.send("POST", "/v2/public/app/blobs/uploads/?mount=sha256:" + "a".repeat(64) + from,
                    "").is(202).everything();
            assertThat(there.replaceAll("[0-9a-f-]{36}", "*")).isEqualTo(missing.replaceAll("[0-9a-f-]{36}", "*"));
        }
        carol.get("/v2/public/app/blobs/" + secret).is(404);
    }

    @Test
    void mount_worksWhereBothRepositoriesAreOpen() throws IOException {
        Guest guest = startWithRules(RULES);
        Guest alice = guest.as("alice", "ecila");
        Digest first = alice.pushBlob("web/app", "layer");
        Digest second = alice.pushBlob("web/app", "another");

        alice.send("POST", "/v2/public/app/blobs/uploads/?mount=" + first + "&from=web/app", "").is(201);
        alice.send("POST", "/v2/public/app/blobs/uploads/?mount=" + second, "").is(201);

        guest.get("/v2/public/app/blobs/" + first).is(200);
        guest.get("/v2/public/app/blobs/" + second).is(200);
    }

    /** CVE-2025-23208: who has left a group has lost what the group may do. */
    @Test
    void changedRules_countAtOnce() throws IOException {
        Guest guest = startWithRules(RULES);
        Guest bob = guest.as("bob", "bob");
        bob.pushImage("web/app", "1", "layer").is(201);

        write(rules(), RULES.replace("[alice, bob]", "[alice]"));

        bob.get("/v2/web/app/manifests/1").is(403);
        guest.as("alice", "ecila").get("/v2/web/app/manifests/1").is(200);
    }

    @Test
    void brokenNewRules_leaveTheOldInForce() throws IOException {
        Guest guest = startWithRules(RULES);

        write(rules(), "rules: [{repositories: \"**\", anonymous: true, alow: pull}]");

        guest.get("/v2/web/app/tags/list").is(401);
        guest.get("/v2/public/app/tags/list").is(404);
    }

    /** A user called as a group is, or as the beginning of another's name, is neither. */
    @Test
    void names_areComparedWhole() throws IOException {
        Guest guest = startWithRules("""
                groups: {bob: [alice]}
                rules:
                  - {repositories: a, groups: bob, allow: push}
                  - {repositories: b, users: [bo, bobby], allow: push}
                """);

        guest.as("bob", "bob").send("POST", "/v2/a/blobs/uploads/", "").is(403);
        guest.as("bob", "bob").send("POST", "/v2/b/blobs/uploads/", "").is(403);
        guest.as("alice", "ecila").send("POST", "/v2/a/blobs/uploads/", "").is(202);
    }

    /** Behind a proxy that nobody was told of, the password would go there in the open. */
    @Test
    void realm_isOverTlsWhereTheClientSaysThatItCameSo() throws IOException {
        Guest guest = startWithRules(RULES);

        for (String[] header : new String[][]{{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Proto", "HTTPS, http"},
                {"Forwarded", "for=192.0.2.1;proto=https;by=10.0.0.1, proto=http"}}) {
            assertThat(guest.get("/v2/", header).is(401).header("WWW-Authenticate")).startsWith(
                    "Bearer realm=\"https://127.0.0.1:");
        }
        assertThat(guest.get("/v2/", "X-Forwarded-Proto", "http, https").is(401).header("WWW-Authenticate")).startsWith(
                "Bearer realm=\"http://127.0.0.1:");
    }

    /** A browser asks so without credentials, before it sends them to another site than its page's. */
    @Test
    void options_areToldToAnybody() throws IOException {
        Guest guest = startWithRules(RULES);

        for (String[] route : new String[][]{{"/v2/", "GET, HEAD"}, {"/v2/_catalog", "GET, HEAD"},
                {"/v2/private/alice/tags/list", "GET, HEAD"}, {"/v2/a/blobs/uploads/", "POST"},
                {"/v2/a/blobs/sha256:" + "a".repeat(64), "GET, HEAD, DELETE"},
                {"/v2/a/manifests/1", "GET, HEAD, PUT, DELETE"},
                {"/v2/a/blobs/uploads/x", "GET, PATCH, PUT, DELETE"}}) {
            Guest.Answer answer = guest.send("OPTIONS", route[0], "").is(200);
            assertThat(answer.header("Allow")).as(route[0]).isEqualTo(route[1]);
            assertThat(answer.text()).isEmpty();
        }
        guest.send("OPTIONS", "/v2/nothing", "").is(404);
    }

    /** Docker's client asks at /v2/ alone how to log in, and cannot do without where it was once asked. */
    @Test
    void dockersClient_pullsWithoutAPasswordAndPushesWithOne() throws IOException {
        Guest guest = startWithRules(RULES);
        String challenge = guest.get("/v2/").is(401).header("WWW-Authenticate");
        Matcher realm = Pattern.compile("Bearer realm=\"(http://127.0.0.1:\\d+(/v2/_token))\",service=\"the realm\"")
                .matcher(challenge);
        assertThat(realm.matches()).as(challenge).isTrue();

        Guest nobody = guest.with("Bearer " + token(guest.get(realm.group(2) + "?service=x&scope=y").is(200)));
        Guest carol = guest.with("Bearer " + token(guest.as("carol", "lorac").get(realm.group(2)).is(200)));

        carol.get("/v2/").is(200);
        carol.pushImage("public/app", "1", "layer").is(201);
        nobody.get("/v2/").is(200);
        nobody.get("/v2/public/app/manifests/1").is(200);
        assertThat(nobody.send("POST", "/v2/public/app/blobs/uploads/", "").is(401).header("WWW-Authenticate"))
                .contains("scope=\"repository:public/app:pull,push\"", "error=\"insufficient_scope\"");
        assertThat(guest.as("carol", "wrong").get(realm.group(2)).is(401).header("WWW-Authenticate")).startsWith(
                "Basic ");
        assertThat(guest.with("Bearer forged").get("/v2/").is(401).header("WWW-Authenticate")).contains(
                "error=\"invalid_token\"");
        guest.send("POST", realm.group(2), "").is(405);
    }

    @Test
    void ticket_endsWithItsPassword() throws IOException {
        Guest guest = startWithRules(RULES);
        Guest carol = guest.with("Bearer " + token(guest.as("carol", "lorac").get("/v2/_token").is(200)));
        carol.get("/v2/").is(200);

        write(users(), user("alice", "ecila") + user("carol", "changed"));

        carol.get("/v2/").is(401);
    }

    private static String token(Guest.Answer answer) {
        Matcher matcher = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(answer.text());
        assertThat(matcher.find()).as(answer.text()).isTrue();
        return matcher.group(1);
    }

    @Test
    void rulesWithoutUsers_areForTheAnonymous() throws IOException {
        write(rules(), "rules: [{repositories: \"open/**\", anonymous: true, allow: [pull, push]}]");
        Guest guest = start(new AccessSettings(Optional.empty(), Optional.empty(), Optional.of(rules())));

        guest.get("/v2/").is(200);
        guest.pushImage("open/app", "1", "layer").is(201);
        guest.pushImage("open/app", "1", "other").is(403);
        guest.get("/v2/closed/tags/list").is(403);
        guest.as("alice", "anything").get("/v2/closed/tags/list").is(403);
    }

    @Test
    void rulesThatCannotBeRead_areRefusedAtTheirPlace() throws IOException {
        for (String[] pair : new String[][]{{"rules: []", "1 to 1000 rules"},
                {"rules: [{repositories: a, users: x, allow: pull, deny: push}]", "deny"},
                {"rules: [{repositories: a, users: x, allow: pul}]", "wanted pull, push, overwrite or delete"},
                {"rules: [{repositories: A, users: x, allow: pull}]", "\"A\": wanted a pattern"},
                {"rules: [{repositories: a/**b, users: x, allow: pull}]", "wanted a pattern"},
                {"rules: [{repositories: a, allow: pull}]", "at least one of users, groups and anonymous"},
                {"rules: [{repositories: a, groups: x, allow: pull}]", "wanted a group that the file defines"},
                {"rules: [{users: x, allow: pull}]", "repositories: is missing"},
                {"rules: [{repositories: a, users: x}]", "allow: is missing"}}) {
            assertThatThrownBy(() -> startWithRules(pair[0])).as(pair[0]).isInstanceOf(IOException.class)
                    .hasMessageContainingAll(rules().toString(), pair[1]);
        }
    }
}
