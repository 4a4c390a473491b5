package dev.crossdock.registry.operation;

import java.util.Optional;

/** Looks once whether something is well. */
@FunctionalInterface
interface Check {
    /** Why it is not; empty where it is. What it throws is a reason, too. */
    Optional<String> failure() throws Exception;
}
