package dev.crossdock.proof.lambda.stack;

import dev.crossdock.proof.template.LambdaFunction;
import dev.crossdock.proof.template.Template;
import dev.crossdock.proof.template.MessageQueue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How the template is run here.
 *
 * @param timeouts     of functions, by logical id, where they differ from the template's
 * @param environments at most so many of one function: a machine is smaller than an account
 * @param scale        the queues' visibilities, and what AWS waits for by itself, are so many times shorter. What the code
 *                     waits for, delays, deadlines and retries, are as they are.
 */
public record Blueprint(Template template, Map<String, Duration> timeouts, int environments, int scale,
        Delivery delivery) {
    private static final int ENVIRONMENTS = 2;
    private static final int SCALE = 6;

    /** Copies its maps in. */
    public Blueprint {
        timeouts = Map.copyOf(timeouts);
    }

    /** The template that deploys, with visibilities of one minute and of five. */
    public static Blueprint deployed() {
        return new Blueprint(Template.deployed(), Map.of(), ENVIRONMENTS, SCALE, Delivery.ONCE);
    }

    /** Of another template. */
    public Blueprint of(Template other) {
        return new Blueprint(other, timeouts, environments, scale, delivery);
    }

    /** With another timeout of one function. */
    public Blueprint timeout(String function, Duration timeout) {
        Map<String, Duration> more = new HashMap<>(timeouts);
        more.put(function, timeout);
        return new Blueprint(template, more, environments, scale, delivery);
    }

    /** With queues that hide what was received so many times shorter. */
    public Blueprint scaled(int newScale) {
        return new Blueprint(template, timeouts, environments, newScale, delivery);
    }

    /** With messages that are delivered otherwise. */
    public Blueprint delivering(Delivery other) {
        return new Blueprint(template, timeouts, environments, scale, other);
    }

    Duration timeout(LambdaFunction function) {
        return timeouts.getOrDefault(function.id(), Duration.ofSeconds(function.timeoutSeconds()));
    }

    /** SQS counts in whole seconds. */
    long visibilitySeconds(MessageQueue queue) {
        return Math.max(1, Math.ceilDiv(queue.visibilitySeconds(), scale));
    }

    @Override
    public String toString() {
        return "visibility of queues divided by %d, at most %d environments a function, timeouts %s else as in the template, %s"
                .formatted(scale, environments, timeouts, delivery);
    }
}
