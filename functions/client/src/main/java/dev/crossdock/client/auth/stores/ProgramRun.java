package dev.crossdock.client.auth.stores;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a credential helper, bounded in time and in what it may say. Its stderr goes nowhere.
 *
 * @param longest until its answer must be whole: some of them ask a cloud first
 */
record ProgramRun(Duration longest) {
    static final ProgramRun STANDARD = new ProgramRun(Duration.ofSeconds(30));
    private static final int MAXIMUM_BYTES = 256 << 10;

    /** How it ended and what it said on stdout. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Outcome(int exitCode, byte[] stdout) {
        @Override
        public String toString() {
            return "Outcome[exitCode=" + exitCode + "]";
        }
    }

    Outcome get(Path program, String key) throws IOException {
        Process process = new ProcessBuilder(program.toString(), "get")
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            FutureTask<byte[]> said = new FutureTask<>(() -> process.getInputStream().readNBytes(MAXIMUM_BYTES + 1));
            Thread.ofVirtual().name("credential-helper").start(said);
            tell(process, key);
            byte[] stdout = said.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            if (stdout.length > MAXIMUM_BYTES) {
                throw new IOException("more than %d bytes".formatted(MAXIMUM_BYTES));
            }
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("no end within %d s".formatted(longest.toSeconds()));
            }
            return new Outcome(process.exitValue(), stdout);
        } catch (TimeoutException e) {
            throw new IOException("no answer within %d s".formatted(longest.toSeconds()), e);
        } catch (ExecutionException e) {
            throw new IOException("an answer that cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("no answer before the command was stopped", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void tell(Process process, String key) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write((key + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended without asking; what it said decides.
        }
    }
}
