package dev.crossdock.testkit.field;

import java.io.IOException;

/**
 * One way in which a registry departs from the specification. It is laid over what is beneath: it may answer by itself,
 * change the request before the rest sees it, or change the answer of the rest. An object serves one registry.
 */
@FunctionalInterface
public interface Mode {
    /** What lies beneath a mode. */
    @FunctionalInterface
    interface Rest {
        /** Answers the request; an IOException ends the connection. */
        FieldResponse answer(FieldRequest request) throws IOException;
    }

    /** Answers the request; an IOException ends the connection. */
    FieldResponse answer(FieldRequest request, Rest rest) throws IOException;

    /** Tells the mode, once and before the first request, whom it serves. */
    default void laidOn(FieldRegistry registry) {}

    /** This mode, laid over another. */
    default Mode over(Mode inner) {
        Mode outer = this;
        return new Mode() {
            @Override
            public FieldResponse answer(FieldRequest request, Rest rest) throws IOException {
                return outer.answer(request, changed -> inner.answer(changed, rest));
            }

            @Override
            public void laidOn(FieldRegistry registry) {
                outer.laidOn(registry);
                inner.laidOn(registry);
            }
        };
    }
}
