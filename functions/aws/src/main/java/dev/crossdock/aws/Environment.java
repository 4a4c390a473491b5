package dev.crossdock.aws;

import dev.crossdock.aws.state.QueueUrls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All that the functions are told by environment variables: no other is read by this room's own code.
 *
 * @param config where the configuration lies
 * @param state  bucket of the ledger, the claims and the checkpoints
 * @param queues and their dead letters
 * @param concurrency how many of this function may run at once: functions share no budget, and each takes its part of what
 *                    a registry may be asked; 1 where nothing is said
 */
record Environment(Place config, String state, QueueUrls queues, int concurrency) {
    static final String CONFIG = "CROSSDOCK_CONFIG";
    static final String STATE = "CROSSDOCK_STATE";
    static final String REQUESTS = "CROSSDOCK_REQUESTS";
    static final String COPIES = "CROSSDOCK_COPIES";
    static final String PUBLISHES = "CROSSDOCK_PUBLISHES";
    static final String DEAD_REQUESTS = "CROSSDOCK_DEAD_REQUESTS";
    static final String DEAD_COPIES = "CROSSDOCK_DEAD_COPIES";
    static final String DEAD_PUBLISHES = "CROSSDOCK_DEAD_PUBLISHES";
    static final String CONCURRENCY = "CROSSDOCK_CONCURRENCY";
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final Pattern OBJECT = Pattern.compile("s3://(?<bucket>[a-z0-9.-]{3,63})/(?<key>.{1,1024})");

    /** An object of a bucket. */
    record Place(String bucket, String key) {
        @Override
        public String toString() {
            return "s3://" + bucket + "/" + key;
        }
    }

    /** Throws IllegalArgumentException naming every variable that is missing. */
    static Environment of(Map<String, String> variables) {
        Reader reader = new Reader(variables);
        String config = reader.read(CONFIG);
        String state = reader.read(STATE);
        // A FIFO queue delays no single message: what has to wait goes to the plan function, which passes it on.
        String requests = reader.read(REQUESTS);
        QueueUrls queues = new QueueUrls(requests, reader.read(COPIES), reader.read(PUBLISHES), requests,
                new QueueUrls.DeadLetters(reader.read(DEAD_REQUESTS), reader.read(DEAD_COPIES),
                        reader.read(DEAD_PUBLISHES)));
        reader.throwIfAny();
        Matcher object = OBJECT.matcher(config);
        if (!object.matches()) {
            throw new IllegalArgumentException(
                    "environment variable %s is \"%s\": wanted s3://BUCKET/KEY".formatted(CONFIG, config));
        }
        return new Environment(new Place(object.group("bucket"), object.group("key")), state, queues,
                concurrency(variables));
    }

    private static int concurrency(Map<String, String> variables) {
        String text = variables.getOrDefault(CONCURRENCY, "1");
        if (!COUNT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "environment variable %s is \"%s\": wanted how many of the function may run at once".formatted(
                            CONCURRENCY, text));
        }
        return Integer.parseInt(text);
    }

    private static final class Reader {
        private final Map<String, String> variables;
        private final List<String> missing = new ArrayList<>();

        Reader(Map<String, String> variables) {
            this.variables = variables;
        }

        String read(String name) {
            Optional<String> value = Optional.ofNullable(variables.get(name)).filter(text -> !text.isBlank());
            if (value.isEmpty()) {
                missing.add(name);
            }
            return value.orElse("");
        }

        void throwIfAny() {
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException(
                        "environment variables not set: %s; the stack's template sets them".formatted(
                                String.join(", ", missing)));
            }
        }
    }
}
