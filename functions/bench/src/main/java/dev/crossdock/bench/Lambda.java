package dev.crossdock.bench;

import dev.crossdock.proof.template.LambdaFunction;
import dev.crossdock.proof.template.Template;
import java.time.Duration;
import java.util.Optional;

/** The functions of the template, in the order of the flow. */
enum Lambda {
    RECEIVE("Receive", ""), PLAN("Plan", "REQUESTS"), COPY("Copy", "COPIES"), PUBLISH("Publish", "PUBLISHES"), //
    SWEEP("Sweep", "");

    @SuppressWarnings("ImmutableEnumChecker") // its values are copied in
    private final LambdaFunction function;
    private final String queue;

    Lambda(String id, String queue) {
        this.function = Template.deployed().functions().stream().filter(it -> it.id().equals(id)).findFirst()
                .orElseThrow();
        this.queue = queue;
    }

    String handler() {
        return function.handler();
    }

    int megabytes() {
        return (int) function.memoryMegabytes();
    }

    Duration timeout() {
        return Duration.ofSeconds(function.timeoutSeconds());
    }

    /** What the deployed functions' JVM is told. */
    static String options() {
        return PLAN.function.environment().getOrDefault("JAVA_TOOL_OPTIONS", "");
    }

    /** The queue that it reads, by the name in its variable; empty where somebody else calls it. */
    Optional<String> queue() {
        return Optional.of(queue).filter(name -> !name.isEmpty());
    }
}
