package dev.crossdock.registry.notifications.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which events were confirmed when this was written: all before {@code end}, but for some. Few are ever undecided, so this
 * is short however many wait, and travels with every group for nothing.
 */
record Marks(long end, Set<Long> except) {
    static final Marks NONE = new Marks(0, Set.of());

    Marks {
        except = Set.copyOf(except);
    }

    boolean confirm(long number) {
        return number < end && !except.contains(number);
    }

    void write(ObjectNode node) {
        node.put("end", end);
        new TreeSet<>(except).forEach(node.putArray("except")::add);
    }

    static Marks read(JsonNode node) {
        Set<Long> except = new TreeSet<>();
        node.path("except").forEach(number -> except.add(number.asLong()));
        return new Marks(node.path("end").asLong(), except);
    }
}
