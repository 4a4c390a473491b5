package dev.crossdock.registry.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Asks the server that holds a storage root. */
public final class AdminClient {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int GREETING_MILLIS = 10_000;

    private AdminClient() {}

    /** The exit code, after the lines of the report; empty where no server holds the root. */
    public static OptionalInt ask(Path root, String wanted, Consumer<String> report) throws IOException {
        Optional<AdminFile> file = AdminFile.read(root);
        return file.isPresent() ? ask(file.get(), wanted, report) : OptionalInt.empty();
    }

    private static OptionalInt ask(AdminFile file, String wanted, Consumer<String> report) throws IOException {
        try (Socket socket = new Socket()) {
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), file.port()), CONNECT_MILLIS);
            } catch (IOException e) {
                return OptionalInt.empty(); // left by a server that died
            }
            socket.setSoTimeout(GREETING_MILLIS);
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(),
                    StandardCharsets.UTF_8));
            if (!AdminServer.GREETING.equals(in.readLine())) {
                return OptionalInt.empty(); // somebody else's port by now
            }
            socket.setSoTimeout(0); // a collection takes as long as it takes
            socket.getOutputStream().write("%s\n%s\n".formatted(file.token(), wanted).getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return OptionalInt.of(follow(in, report));
        }
    }

    private static int follow(BufferedReader in, Consumer<String> report) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith(AdminServer.END)) {
                return Integer.parseInt(line.substring(AdminServer.END.length()));
            }
            report.accept(line.substring(Math.min(line.length(), AdminServer.LINE.length())));
        }
        throw new IOException("ask the registry that serves: it went away before it was done");
    }
}
