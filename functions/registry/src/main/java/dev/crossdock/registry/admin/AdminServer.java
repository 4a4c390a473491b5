package dev.crossdock.registry.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for commands on a free loopback port, which a file beside the storage root's lock tells. */
public final class AdminServer implements AutoCloseable {
    static final String GREETING = "crossdock-admin 1";
    static final String LINE = "| ";
    static final String END = "= ";

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    /** At once; one more waits until one ends. */
    private static final int MAXIMUM_COMMANDS = 4;
    private static final int MAXIMUM_WAITING = 16;
    private static final int MAXIMUM_LINE_CHARACTERS = 1_000;
    private static final int READ_MILLIS = 10_000;
    private static final int TOKEN_BYTES = 32;

    private final Path root;
    private final ServerSocket socket;
    private final String token;
    private final Map<String, AdminAnswer> commands;
    private final ExecutorService workers = new ThreadPoolExecutor(MAXIMUM_COMMANDS + 1, MAXIMUM_COMMANDS + 1, 0,
            TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAXIMUM_WAITING),
            Thread.ofPlatform().name("admin-", 0).daemon().factory());

    private AdminServer(Path root, ServerSocket socket, Map<String, AdminAnswer> commands) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        this.root = root;
        this.socket = socket;
        this.token = HexFormat.of().formatHex(random);
        this.commands = Map.copyOf(commands);
    }

    /** Answers these commands, each the whole line of what is wanted. */
    public static AdminServer start(Path root, Map<String, AdminAnswer> commands) throws IOException {
        AdminServer server = new AdminServer(root, new ServerSocket(0, MAXIMUM_COMMANDS,
                InetAddress.getLoopbackAddress()), commands);
        try {
            new AdminFile(server.socket.getLocalPort(), server.token).write(root);
            server.workers.execute(server::accept);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                begin(socket.accept());
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    LOG.warn("admin address: {}", e.getMessage());
                }
            }
        }
    }

    private void begin(Socket caller) throws IOException {
        try {
            workers.execute(() -> serve(caller));
        } catch (RejectedExecutionException e) {
            caller.close();
        }
    }

    private void serve(Socket caller) {
        try (caller;
                BufferedReader in = new BufferedReader(new InputStreamReader(caller.getInputStream(),
                        StandardCharsets.UTF_8));
                PrintWriter out = new PrintWriter(new OutputStreamWriter(caller.getOutputStream(),
                        StandardCharsets.UTF_8))) {
            caller.setSoTimeout(READ_MILLIS);
            out.print(GREETING + "\n");
            out.flush();
            boolean isKnown = MessageDigest.isEqual(line(in).getBytes(StandardCharsets.UTF_8), token.getBytes(
                    StandardCharsets.UTF_8));
            if (isKnown) {
                answer(line(in), out);
            }
        } catch (IOException e) {
            LOG.debug("admin address: a caller went away: {}", e.getMessage());
        }
    }

    private void answer(String wanted, PrintWriter out) {
        AdminAnswer command = commands.getOrDefault(wanted, report -> {
            report.accept("this server does not know the command: it is of another version");
            return 1;
        });
        int code;
        try {
            code = command.answer(line -> tell(out, line));
        } catch (RuntimeException e) {
            LOG.warn("admin command failed: {}", e.getMessage(), e);
            tell(out, String.valueOf(e.getMessage()));
            code = 1;
        }
        out.print(END + code + "\n");
        out.flush();
    }

    private static void tell(PrintWriter out, String line) {
        out.print(LINE + line.replace('\n', ' ') + "\n");
        out.flush();
    }

    private static String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
            if (line.length() > MAXIMUM_LINE_CHARACTERS) {
                throw new IOException("a line of more than " + MAXIMUM_LINE_CHARACTERS + " characters");
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(AdminFile.in(root));
            socket.close();
        } catch (IOException e) {
            LOG.warn("close the admin address: {}", e.getMessage());
        }
        workers.shutdownNow();
    }
}
