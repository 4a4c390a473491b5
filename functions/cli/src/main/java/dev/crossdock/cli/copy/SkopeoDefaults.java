package dev.crossdock.cli.copy;

import picocli.CommandLine.Option;

/** Options of skopeo that ask for what crossdock does anyway, so that scripts need no change. */
public final class SkopeoDefaults {
    @Option(names = "--preserve-digests", description = "Keep digests; always so here")
    void preserveDigests(boolean asked) {}
}
