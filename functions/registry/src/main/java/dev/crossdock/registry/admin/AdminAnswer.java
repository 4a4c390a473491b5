package dev.crossdock.registry.admin;

import java.util.function.Consumer;

/** What the server does when it is asked. */
@FunctionalInterface
public interface AdminAnswer {
    /** Tells line by line, and gives the exit code. An exception's message is told, and its code is 1. */
    int answer(Consumer<String> report);
}
