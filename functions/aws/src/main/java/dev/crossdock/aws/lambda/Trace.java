package dev.crossdock.aws.lambda;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What ties the steps of one push together: a {@code traceparent} as the W3C has it, which goes along with messages. */
public final class Trace {
    private static final Pattern PARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern AMAZON = Pattern.compile("Root=1-(?<time>[0-9a-f]{8})-(?<id>[0-9a-f]{24})");

    private Trace() {}

    /** Whether the text is one: what comes from outside goes into logs and attributes. */
    public static boolean isOne(String text) {
        return PARENT.matcher(text).matches();
    }

    /** The sender's own, or that of Amazon's header, or a new one. */
    public static String of(Optional<String> parent, Optional<String> amazon) {
        return parent.map(text -> text.toLowerCase(Locale.ROOT)).filter(Trace::isOne)
                .or(() -> amazon.flatMap(Trace::ofAmazon)).orElseGet(Trace::fresh);
    }

    private static Optional<String> ofAmazon(String header) {
        Matcher root = AMAZON.matcher(header);
        return root.find()
                ? Optional.of("00-%s%s-%s-01".formatted(root.group("time"), root.group("id"), span()))
                : Optional.empty();
    }

    private static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "00-%016x%016x-%s-01".formatted(random.nextLong(1, Long.MAX_VALUE), random.nextLong(), span());
    }

    private static String span() {
        return "%016x".formatted(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    }

    /** The part that all steps have in common. */
    public static String id(String parent) {
        return isOne(parent) ? parent.substring(3, 35) : "";
    }
}
