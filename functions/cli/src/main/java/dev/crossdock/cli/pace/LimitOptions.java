package dev.crossdock.cli.pace;

import dev.crossdock.cli.shell.ExitCode;
import dev.crossdock.cli.shell.ExplainedException;
import dev.crossdock.client.RegistryClient;
import dev.crossdock.client.limits.HostLimits;
import dev.crossdock.settings.limits.ByteCount;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much a command may ask of each side's host, for every verb that has both. */
public final class LimitOptions {
    private static final String RATE = "20MiB and the like: bytes of blobs a second";

    @Option(names = "--src-limit-rate", paramLabel = "BYTES", description = "Read from the source at most so much, "
            + RATE)
    private @Nullable String sourceRate;

    @Option(names = "--dest-limit-rate", paramLabel = "BYTES", description = "Write to the target at most so much, "
            + RATE)
    private @Nullable String targetRate;

    @Option(names = "--src-limit-requests", paramLabel = "N", description = "Requests in flight to the source")
    private @Nullable Integer sourceRequests;

    @Option(names = "--dest-limit-requests", paramLabel = "N", description = "Requests in flight to the target")
    private @Nullable Integer targetRequests;

    @Option(names = "--src-limit-pace", paramLabel = "N", description = "Requests a second to the source")
    private @Nullable Integer sourcePace;

    @Option(names = "--dest-limit-pace", paramLabel = "N", description = "Requests a second to the target")
    private @Nullable Integer targetPace;

    /** Limits both; throws {@link ExplainedException} for what is no limit. */
    public void limit(RegistryClient source, RegistryClient target) {
        HostLimits from = new HostLimits(count("--src-limit-requests", sourceRequests),
                count("--src-limit-pace", sourcePace), bytes("--src-limit-rate", sourceRate));
        HostLimits to = new HostLimits(count("--dest-limit-requests", targetRequests),
                count("--dest-limit-pace", targetPace), bytes("--dest-limit-rate", targetRate));
        source.limit(from);
        target.limit(to);
    }

    /** How many streams are worth starting: one that waits for its source holds an idle upload open at its target. */
    public int width(int usual) {
        return Stream.of(count("--src-limit-requests", sourceRequests), count("--dest-limit-requests", targetRequests))
                .mapToInt(limit -> limit.orElse(usual)).reduce(usual, Math::min);
    }

    private static OptionalInt count(String option, @Nullable Integer named) {
        if (named != null && named < 1) {
            throw new ExplainedException(ExitCode.USAGE, "%s: got %d, wanted 1 or more".formatted(option, named));
        }
        return named == null ? OptionalInt.empty() : OptionalInt.of(named);
    }

    private static OptionalLong bytes(String option, @Nullable String named) {
        try {
            return named == null ? OptionalLong.empty() : OptionalLong.of(ByteCount.parse(named));
        } catch (IllegalArgumentException e) {
            throw new ExplainedException(ExitCode.USAGE, "%s %s".formatted(option, e.getMessage()));
        }
    }
}
