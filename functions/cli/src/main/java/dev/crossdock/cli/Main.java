package dev.crossdock.cli;

/** Where the JVM starts. {@code --version} alone is answered here, before a class of picocli is loaded. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        int exitCode = run(args);
        System.out.flush();
        System.exit(exitCode);
    }

    /** The same in process: what a training run and the tests call. */
    static int run(String... args) {
        if (args.length == 1 && args[0].equals("--version")) {
            System.out.println(Version.line());
            return 0;
        }
        return Crossdock.run(args);
    }
}
