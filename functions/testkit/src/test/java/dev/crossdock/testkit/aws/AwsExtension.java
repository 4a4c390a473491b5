package dev.crossdock.testkit.aws;

import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class an SQS and an S3, and says once which: {@code -Dcrossdock.aws=} {@code emulator} (in this process, the
 * default), {@code localstack} (on this machine), {@code docker} (LocalStack in a container) or {@code endpoint}
 * ({@code AWS_ENDPOINT_URL}). Registered in a static field with {@code @RegisterExtension}.
 */
public final class AwsExtension implements BeforeAllCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(AwsExtension.class);
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final String RUN = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private static final int LONGEST_NAME = 40;

    private final Optional<InstantSource> clock;
    private @Nullable Backend backend;
    private String testClass = "";

    private AwsExtension(Optional<InstantSource> clock) {
        this.clock = clock;
    }

    /** On the clock of the machine; one for all classes that ask. */
    public static AwsExtension inRealTime() {
        return new AwsExtension(Optional.empty());
    }

    /**
     * With queues whose visibilities go by the clock, where the backend can ({@link #goesByItsClock}). What is sent to those
     * is not delayed, and never a duplicate.
     */
    public static AwsExtension on(InstantSource clock) {
        return new AwsExtension(Optional.of(clock));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        testClass = context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT);
        Choice choice = Choice.ofProperty();
        backend = goesByItsClock()
                ? Emulator.on(clock.orElseThrow())
                : context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent("backend",
                        _ -> shared(choice), Backend.class);
    }

    private static Backend shared(Choice choice) {
        Backend started = choice.start();
        System.out.println("crossdock.aws: " + started.description());
        return started;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (goesByItsClock()) {
            running().close();
        }
    }

    /** Whether the queues go by the clock that was given; else by that of the machine. */
    public boolean goesByItsClock() {
        return clock.isPresent() && isInProcess();
    }

    /** Whether the backend runs in this process, where no answer is late. */
    public boolean isInProcess() {
        return Choice.ofProperty() == Choice.EMULATOR;
    }

    /** Where SQS is. */
    public AwsEndpoint sqs() {
        return running().sqs();
    }

    /** Where S3 is; with path-style addresses. */
    public AwsEndpoint s3() {
        return running().s3();
    }

    /** A name for a queue or a bucket that no other test has, nor another run. */
    public String uniqueName(String what) {
        String name = "%s-%s-%s-%d".formatted(what, RUN, testClass, NAMES.incrementAndGet());
        return name.substring(0, Math.min(name.length(), LONGEST_NAME)) + "-" + NAMES.get();
    }

    private Backend running() {
        return Objects.requireNonNull(backend, "no backend before @BeforeAll: is the field static?");
    }
}
