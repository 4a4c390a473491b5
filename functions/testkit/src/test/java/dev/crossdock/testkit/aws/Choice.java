package dev.crossdock.testkit.aws;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/** What the system property chooses among. */
enum Choice {
    EMULATOR(Emulator::new), LOCALSTACK(LocalStackOnHost::new), DOCKER(LocalStackInDocker::new), ENDPOINT(
            () -> GivenEndpoint.of(System.getenv()));

    static final String PROPERTY = "crossdock.aws";

    @SuppressWarnings("ImmutableEnumChecker") // constructors without a state of their own
    private final Supplier<Backend> starter;

    Choice(Supplier<Backend> starter) {
        this.starter = starter;
    }

    Backend start() {
        return starter.get();
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
