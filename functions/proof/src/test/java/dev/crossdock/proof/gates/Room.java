package dev.crossdock.proof.gates;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.tngtech.archunit.core.domain.JavaClass;

/** A part of the code and the parts that it may use; image is open to all. */
enum Room {
    IMAGE, EVENT, PLAN, STORAGE, TRUST, TESTKIT, SETTINGS("plan"), TRANSFER("plan"), CLIENT("transfer",
            "plan"), TRANSPORTS("transfer", "plan"), REPLICATION("event", "plan", "transfer"), REGISTRY("storage",
                    "settings"), SERVE("replication", "client", "transfer", "event", "plan", "trust", "settings"), AWS(
                            "replication", "client", "transfer", "storage", "event", "plan", "settings"), CLI("event",
                                    "plan", "settings", "storage", "transfer", "client", "transports", "trust",
                                    "replication", "registry",
                                    "serve");

    private static final String BASE = "dev.crossdock.";

    @SuppressWarnings("ImmutableEnumChecker") // a Set.of never changes
    private final Set<String> uses;

    Room(String... uses) {
        this.uses = Set.of(uses);
    }

    /** Empty for a class that is not crossdock's. */
    static Optional<Room> of(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(BASE)
                ? named(name.substring(BASE.length()).replaceFirst("\\..*", ""))
                : Optional.empty();
    }

    static Optional<Room> named(String folder) {
        return Arrays.stream(values()).filter(room -> room.folder().equals(folder)).findFirst();
    }

    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean mayUse(Room other) {
        return other == this || other == IMAGE || uses.contains(other.folder());
    }
}
