package dev.crossdock.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Digest;
import dev.crossdock.registry.access.password.PasswordCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswordAccessTest extends GuardedRegistry {
    @Test
    void withoutAuth_everythingIsOpen() throws IOException {
        Guest guest = start(AccessSettings.OPEN);

        guest.get("/v2/").is(200);
        guest.pushImage("team/app", "1", "layer").is(201);
        guest.get("/v2/_catalog").is(200);
        guest.get("/v2/_token").is(404);
    }

    @Test
    void withoutCredentials_everyRouteAsksForThem() throws IOException {
        Guest guest = startWithUsers(user("alice", "secret"));

        for (String path : new String[]{"/v2/", "/v2/_catalog", "/v2/a/tags/list", "/v2/a/manifests/1",
                "/v2/a/blobs/sha256:" + "a".repeat(64), "/v2/a/referrers/sha256:" + "a".repeat(64),
                "/v2/a/blobs/uploads/x"}) {
            Guest.Answer answer = guest.get(path).is(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Basic realm=\"the realm\"");
            assertThat(answer.text()).contains("UNAUTHORIZED");
        }
        for (String method : new String[]{"POST", "PUT", "PATCH", "DELETE"}) {
            guest.send(method, "/v2/a/manifests/1", "").is(401);
            guest.send(method, "/v2/a/blobs/uploads/", "").is(401);
        }
        guest.get("/").is(200);
    }

    @Test
    void rightPassword_mayDoEverything() throws IOException {
        Guest alice = startWithUsers(user("alice", "sec:ret"), user("bob", "x")).as("alice", "sec:ret");

        alice.get("/v2/").is(200);
        alice.pushImage("team/app", "1", "layer").is(201);
        alice.pushImage("team/app", "1", "another").is(201);
        assertThat(alice.get("/v2/_catalog").is(200).text()).contains("team/app");
        alice.send("DELETE", "/v2/team/app/manifests/1", "").is(202);
    }

    @Test
    void wrongPasswordUserOrHeader_isRefused() throws IOException {
        Guest guest = startWithUsers(user("alice", "secret"));

        guest.as("alice", "Secret").get("/v2/").is(401);
        guest.as("alice", "").get("/v2/").is(401);
        guest.as("mallory", "secret").get("/v2/").is(401);
        guest.as("Alice", "secret").get("/v2/").is(401);
        guest.as("", "").get("/v2/").is(401);
        guest.with("Basic").get("/v2/").is(401);
        guest.with("Basic !!!").get("/v2/").is(401);
        guest.with("Digest username=alice").get("/v2/").is(401);
        guest.with("Bearer something").get("/v2/").is(401);
        guest.with("Bearer " + "a".repeat(20_000)).get("/v2/").is(401);
    }

    @Test
    void changedFile_countsAtOnce() throws IOException {
        Guest guest = startWithUsers(user("alice", "old"), user("bob", "stays"));
        guest.as("alice", "old").get("/v2/").is(200);

        write(users(), user("alice", "new") + user("bob", "stays"));

        guest.as("alice", "old").get("/v2/").is(401);
        guest.as("alice", "new").get("/v2/").is(200);
        write(users(), user("bob", "stays"));
        guest.as("alice", "new").get("/v2/").is(401);
        guest.as("bob", "stays").get("/v2/").is(200);
    }

    @Test
    void brokenNewFile_leavesTheOldInForce() throws IOException {
        Guest guest = startWithUsers(user("alice", "secret"));

        write(users(), "alice:$apr1$xyz$abcdefghijklmnop\n");

        guest.as("alice", "secret").get("/v2/").is(200);
        guest.as("mallory", "secret").get("/v2/").is(401);
    }

    @Test
    void missingFile_saysWhatMakesOne() {
        AccessSettings settings = new AccessSettings(Optional.of(passwords()), Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> start(settings)).isInstanceOf(IOException.class)
                .hasMessageContainingAll(users().toString(), "htpasswd -B", "crossdock registry init");
    }

    @Test
    void manyFailures_haveToWait() throws IOException {
        Guest guest = startWithUsers(user("alice", "secret"), user("bob", "stays"));
        guest.as("bob", "stays").get("/v2/").is(200);
        for (int i = 0; i < PasswordCheck.MAXIMUM_PER_PAIR; i++) {
            guest.as("alice", "guess " + i).get("/v2/").is(401);
        }

        Guest.Answer answer = guest.as("alice", "secret").get("/v2/").is(429);

        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
        assertThat(answer.text()).contains("TOOMANYREQUESTS");
        guest.as("bob", "stays").get("/v2/").is(200);
    }

    /** An upload belongs to who began it: its address alone opens it to nobody. */
    @Test
    void uploadOfAnotherUser_isUnknown() throws IOException {
        Guest guest = startWithUsers(user("alice", "a"), user("bob", "b"));
        Guest alice = guest.as("alice", "a");
        Guest bob = guest.as("bob", "b");
        String location = alice.begin("team/app");
        alice.send("PATCH", location, "half").is(202);

        assertUnknown(bob, location);
        Guest bobAgain = start(new AccessSettings(Optional.of(passwords()), Optional.empty(), Optional.empty()))
                .as("bob", "b");
        assertUnknown(bobAgain, location);
        String elsewhere = location.replace("team/app", "team/other");
        Guest aliceAgain = start(new AccessSettings(Optional.of(passwords()), Optional.empty(), Optional.empty()))
                .as("alice", "a");
        aliceAgain.send("PUT", elsewhere + "?digest=sha256:" + "a".repeat(64), "").is(404);
        assertThat(aliceAgain.get(location).is(204).header("Range")).isEqualTo("0-3");
    }

    private static void assertUnknown(Guest guest, String location) {
        String digest = "?digest=" + Digest.sha256("half".getBytes(
                StandardCharsets.UTF_8));
        assertThat(guest.get(location).is(404).text()).contains("BLOB_UPLOAD_UNKNOWN");
        guest.send("PATCH", location, "more").is(404);
        guest.send("PUT", location + digest, "").is(404);
        guest.send("DELETE", location, "").is(404);
    }

    @Test
    void openAfterwards_anonymousSessionsWork() throws IOException {
        Guest guest = start(AccessSettings.OPEN);
        String location = guest.begin("team/app");

        guest.send("PATCH", location, "half").is(202);

        assertThat(guest.get(location).is(204).header("Range")).isEqualTo("0-3");
    }
}
