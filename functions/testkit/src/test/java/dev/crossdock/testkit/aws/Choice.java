package dev.crossdock.testkit.aws;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/** What the system property chooses among. */
enum Choice {
    EMULATOR(Emulator::new), LOCALSTACK(_ -> new LocalStackOnHost()), DOCKER(_ -> new LocalStackInDocker()), ENDPOINT(
            _ -> GivenEndpoint.of(System.getenv()));

    static final String PROPERTY = "crossdock.aws";

    @SuppressWarnings("ImmutableEnumChecker") // constructors without a state of their own
    private final Function<InstantSource, Backend> starter;

    Choice(Function<InstantSource, Backend> starter) {
        this.starter = starter;
    }

    /** Only the emulator can go by another clock than the machine's. */
    Backend start(InstantSource clock) {
        return starter.apply(clock);
    }

    static Choice ofProperty() {
        return named(System.getProperty(PROPERTY, "emulator"));
    }

    static Choice named(String name) {
        return Arrays.stream(values()).filter(choice -> choice.name().toLowerCase(Locale.ROOT).equals(name)).findFirst()
                .orElseThrow(() -> new IllegalStateException("%s: got %s, wanted one of %s".formatted(PROPERTY, name,
                        Arrays.toString(values()).toLowerCase(Locale.ROOT))));
    }
}
