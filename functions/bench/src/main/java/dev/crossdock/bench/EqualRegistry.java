package dev.crossdock.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Source and target at once: under every tag of every repository it holds the same manifest, so that each request ends
 * with two HEADs and costs as little as one can. It remembers which tags it was asked for.
 */
final class EqualRegistry implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("(HEAD|GET) /v2/(\\S+)/manifests/(\\S+) HTTP/1\\.1");
    private static final int CONNECTIONS_MAXIMUM = 256;
    private static final byte[] MANIFEST = """
            {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.empty.v1+json",\
            "digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":[]}"""
            .formatted(LayeredImage.MANIFEST).getBytes(StandardCharsets.UTF_8);
    static final String DIGEST = LayeredImage.digest(LayeredImage.sha256().digest(MANIFEST));

    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final String sourceRepository;

    /** Remembers the tags that are asked of this repository. */
    EqualRegistry(String sourceRepository) throws IOException {
        this.sourceRepository = sourceRepository;
        this.server = new ServerSocket(0, CONNECTIONS_MAXIMUM, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("equal-registry").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    Set<String> asked() {
        return asked;
    }

    private void accept() {
        try {
            while (connections.size() < CONNECTIONS_MAXIMUM) {
                Socket socket = server.accept();
                connections.add(socket);
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                String request = Wire.line(in);
                while (!Wire.line(in).isEmpty()) {
                    // No header matters.
                }
                out.write(answer(request));
            }
        } catch (IOException _) {
            // The other side is done.
        } finally {
            connections.remove(socket);
        }
    }

    private byte[] answer(String request) {
        Matcher matcher = REQUEST.matcher(request);
        if (!matcher.matches()) {
            return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        }
        if (matcher.group(2).equals(sourceRepository)) {
            asked.add(matcher.group(3));
        }
        String head = "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nDocker-Content-Digest: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(LayeredImage.MANIFEST, DIGEST, MANIFEST.length);
        String body = matcher.group(1).equals("GET") ? new String(MANIFEST, StandardCharsets.UTF_8) : "";
        return (head + body).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
