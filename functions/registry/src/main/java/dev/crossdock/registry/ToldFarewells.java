package dev.crossdock.registry;

import dev.crossdock.image.Repository;
import dev.crossdock.image.Tag;
import dev.crossdock.registry.collect.Farewells;
import dev.crossdock.registry.notifications.Intent;
import dev.crossdock.registry.notifications.Notifications;
import dev.crossdock.registry.notifications.RegistryEvent;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Tells the endpoints of the tags that go by retention, as of those that a client deletes. */
record ToldFarewells(Notifications notifications, String address) implements Farewells {
    @Override
    public boolean part(Repository repository, Tag tag, BooleanSupplier deletion) {
        RegistryEvent.Cause cause = new RegistryEvent.Cause(address, "http://" + address, "DELETE",
                "crossdock/retention", "");
        try (Intent intent = notifications.intend(List.of(new RegistryEvent.TagDeleted(repository, tag, cause)))) {
            boolean isGone = deletion.getAsBoolean();
            if (isGone) {
                intent.confirm();
            } else {
                intent.drop();
            }
            return isGone;
        }
    }
}
