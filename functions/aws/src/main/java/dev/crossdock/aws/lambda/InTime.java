package dev.crossdock.aws.lambda;

import dev.crossdock.aws.state.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Deals with the messages of a batch, and has an answer before Lambda ends the invocation: a process that is killed has
 * dealt with none. What is unfinished then is interrupted, and to be delivered again, as is what failed.
 *
 * @param dealing    says whether it dealt with a delivery
 * @param unfinished hears of what has no answer of its own, and why
 */
public record InTime(TimeLeft time, Predicate<Delivery> dealing, BiConsumer<Delivery, String> unfinished) {
    /** All at once, each on its own: the ids of those to be delivered again. */
    public List<String> together(List<Delivery> batch) {
        // Not in a try: closing it would wait for what does not end.
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<Boolean>> running = batch.stream()
                    .map(each -> threads.submit(() -> dealing.test(each))).toList();
            List<String> failed = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                if (!isDealtWith(batch.get(i), running.get(i))) {
                    failed.add(batch.get(i).messageId());
                }
            }
            return failed;
        } finally {
            threads.shutdownNow();
        }
    }

    /** One after the other, and nothing after one that failed: the ids of those to be delivered again. */
    public List<String> inOrder(List<Delivery> batch) {
        ExecutorService thread = Executors
                .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("crossdock-step").factory());
        try {
            int done = 0;
            boolean goesOn = true;
            while (goesOn && done < batch.size()) {
                Delivery next = batch.get(done);
                goesOn = isDealtWith(next, thread.submit(() -> dealing.test(next)));
                done += goesOn ? 1 : 0;
            }
            return batch.subList(done, batch.size()).stream().map(Delivery::messageId).toList();
        } finally {
            thread.shutdownNow();
        }
    }

    private boolean isDealtWith(Delivery delivery, Future<Boolean> running) {
        try {
            return running.get(Math.max(0, time.toAnswer().toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            running.cancel(true);
            unfinished.accept(delivery, "the invocation's time was over before the step was");
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            unfinished.accept(delivery, "interrupted");
        } catch (ExecutionException e) {
            unfinished.accept(delivery, String.valueOf(e.getCause()));
        }
        return false;
    }
}
