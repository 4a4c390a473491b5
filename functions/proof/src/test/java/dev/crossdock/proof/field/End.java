package dev.crossdock.proof.field;

import dev.crossdock.transfer.RegistryException;
import java.util.function.Predicate;

/** How a copy has to end. */
sealed interface End {
    /** The target holds every byte, under the tag. */
    record Right() implements End {}

    /** It fails with this class; the message names the side, and says this. */
    record Fails(Class<? extends RegistryException> as, String side, String saying) implements End {}

    /** Said of each shape. */
    @FunctionalInterface
    interface OfShape {
        End of(Shape shape);

        /** This end for the shapes that the condition holds for, else the right one. */
        default OfShape where(Predicate<Shape> condition) {
            return shape -> condition.test(shape) ? of(shape) : new Right();
        }

        /** This end for shapes with a blob of more bytes, else the right one. */
        default OfShape above(long bytes) {
            return where(shape -> !shape.blobsAbove(bytes).isEmpty());
        }
    }

    /** The right end, for every shape. */
    static OfShape right() {
        return _ -> new Right();
    }

    /** A failure of the source, for every shape. */
    static OfShape source(Class<? extends RegistryException> as, String saying) {
        return _ -> new Fails(as, "source", saying);
    }

    /** A failure of the target, for every shape. */
    static OfShape target(Class<? extends RegistryException> as, String saying) {
        return _ -> new Fails(as, "target", saying);
    }
}
