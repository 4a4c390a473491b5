package dev.crossdock.registry.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.notifications.outbox.Change;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TagOrderTest {
    private static final Repository APP = new Repository("team/app");

    private final TagOrder order = new TagOrder();

    @Test
    void allOfARepository_waitsForTheTagThatIsBeingPut() throws InterruptedException {
        List<Lock> put = order.hold(List.of(put("1")));
        Thread deletion = Thread.ofPlatform().start(() -> end(order.holdAll(APP)));
        Awaitility.await().until(() -> deletion.getState() == Thread.State.WAITING);

        end(put);

        deletion.join();
    }

    @Test
    void aTag_waitsForWhatTakesAllOfItsRepository() throws InterruptedException {
        List<Lock> deletion = order.holdAll(APP);
        Thread put = Thread.ofPlatform().start(() -> end(order.hold(List.of(put("1")))));
        Awaitility.await().until(() -> put.getState() == Thread.State.WAITING);

        end(deletion);

        put.join();
    }

    @Test
    void tagsOfARepository_waitForThemselvesAlone() throws InterruptedException {
        List<Lock> one = order.hold(List.of(put("1"), put("2")));

        Thread.ofPlatform().start(() -> end(order.hold(List.of(put("3"))))).join();
        Thread same = Thread.ofPlatform().start(() -> end(order.hold(List.of(put("2")))));
        Awaitility.await().until(() -> same.getState() == Thread.State.WAITING);
        end(one);

        same.join();
    }

    @Test
    void blobs_waitForNothing() {
        List<Lock> all = order.holdAll(APP);

        assertThat(order.hold(List.of(new Change(Change.Kind.BLOB_PUT, APP, Optional.empty(), Optional.empty()))))
                .isEmpty();
        end(all);
    }

    private static Change put(String tag) {
        return new Change(Change.Kind.PUT, APP, Optional.of(new Tag(tag)), Optional.empty());
    }

    private static void end(List<Lock> locks) {
        locks.reversed().forEach(Lock::unlock);
    }
}
