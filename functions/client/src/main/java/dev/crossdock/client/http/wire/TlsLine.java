package dev.crossdock.client.http.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS over a socket, by an engine between direct buffers: the native one then reads and writes them where they lie. Many
 * records go with one call of the system.
 */
final class TlsLine implements Line {
    /** Steps that may pass without a byte of either side: keys that change, tickets. */
    private static final int MAXIMUM_IDLE_STEPS = 1_000;
    private static final String PROTOCOL = "http/1.1";

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final Buffers buffers;
    private final ByteBuffer incoming; // sealed; what is between position and limit came and was not opened yet
    private final ByteBuffer outgoing; // sealed
    private final ByteBuffer opened; // what did not fit where it was wanted

    private TlsLine(SocketChannel channel, SSLEngine engine, Buffers buffers) {
        this.channel = channel;
        this.engine = engine;
        this.buffers = buffers;
        this.incoming = buffers.take().limit(0);
        this.outgoing = buffers.take();
        this.opened = buffers.take().limit(0);
    }

    /** Shakes hands; throws SSLException where the other side is not who it should be. */
    static TlsLine open(SocketChannel channel, Origin origin, Origin.Secure secure, Buffers buffers)
            throws IOException {
        SSLEngine engine = secure.context().createSSLEngine(origin.host(), origin.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(both(secure.versions(), engine.getSupportedProtocols()));
        parameters.setCipherSuites(both(secure.suites(), engine.getSupportedCipherSuites()));
        parameters.setApplicationProtocols(new String[]{PROTOCOL});
        engine.setSSLParameters(parameters);
        TlsLine line = new TlsLine(channel, engine, buffers);
        try {
            engine.beginHandshake();
            line.shakeHands();
            if (!secure.names().verify(origin.host(), engine.getSession())) {
                throw new SSLPeerUnverifiedException("the certificate is not for %s".formatted(origin.host()));
            }
            return line;
        } catch (IOException | RuntimeException e) {
            line.end();
            throw e;
        }
    }

    private static String[] both(List<String> wanted, String[] possible) {
        Set<String> known = Set.of(possible);
        return wanted.stream().filter(known::contains).toArray(String[]::new);
    }

    private void shakeHands() throws IOException {
        for (int step = 0; step < MAXIMUM_IDLE_STEPS; step++) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> seal();
                case NEED_TASK -> runTasks();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (engine.unwrap(incoming, opened.clear()).getStatus() == Status.BUFFER_UNDERFLOW && !fill()) {
                        throw new SSLHandshakeException("the connection ended within the TLS handshake");
                    }
                    opened.flip();
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
        throw new SSLException("a TLS handshake of more than %d steps".formatted(MAXIMUM_IDLE_STEPS));
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends what the engine itself has to say, or a piece of the bytes. */
    private void seal(ByteBuffer... from) throws IOException {
        outgoing.clear();
        SSLEngineResult result;
        int least = engine.getSession().getPacketBufferSize();
        do {
            result = engine.wrap(from, outgoing);
            if (result.getStatus() == Status.CLOSED) {
                throw new SSLException("the TLS connection was ended by the other side");
            }
        } while (result.bytesConsumed() > 0 && hasRemaining(from) && outgoing.remaining() >= least);
        outgoing.flip();
        while (outgoing.hasRemaining()) {
            channel.write(outgoing);
        }
    }

    private static boolean hasRemaining(ByteBuffer... buffers) {
        for (ByteBuffer buffer : buffers) {
            if (buffer.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    private boolean fill() throws IOException {
        incoming.compact();
        try {
            return channel.read(incoming) >= 0;
        } finally {
            incoming.flip();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        for (int step = 0; step < MAXIMUM_IDLE_STEPS; step++) {
            if (opened.hasRemaining()) {
                int count = Math.min(into.remaining(), opened.remaining());
                into.put(opened.slice(opened.position(), count));
                opened.position(opened.position() + count);
                return count;
            }
            int least = engine.getSession().getApplicationBufferSize();
            boolean fits = into.remaining() >= least;
            ByteBuffer target = fits ? into : opened.clear();
            int before = target.position();
            boolean goesOn;
            try {
                goesOn = unseal(target, least);
            } finally {
                if (!fits) {
                    opened.flip();
                }
            }
            if (fits && into.position() > before) {
                return into.position() - before;
            }
            if (!goesOn && !opened.hasRemaining()) {
                return -1;
            }
        }
        throw new SSLException("more than %d TLS records without a byte".formatted(MAXIMUM_IDLE_STEPS));
    }

    /** Opens all records that are here; where there is none, waits for more. False at the end. */
    private boolean unseal(ByteBuffer target, int least) throws IOException {
        int before = target.position();
        do {
            SSLEngineResult result = engine.unwrap(incoming, target);
            boolean produced = target.position() > before;
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW -> {
                    return produced || fill();
                }
                case CLOSED -> {
                    return produced;
                }
                case BUFFER_OVERFLOW -> {
                    if (!produced) {
                        throw new SSLException("a TLS record larger than %d bytes".formatted(target.capacity()));
                    }
                    return true;
                }
                case OK -> answerHandshake(result.getHandshakeStatus());
            }
        } while (target.remaining() >= least);
        return true;
    }

    /** Tickets and new keys come between the bytes, and may want an answer. */
    private void answerHandshake(HandshakeStatus status) throws IOException {
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks();
        } else if (status == HandshakeStatus.NEED_WRAP) {
            seal();
        }
    }

    @Override
    public void write(ByteBuffer... from) throws IOException {
        while (hasRemaining(from)) {
            seal(from);
        }
    }

    @Override
    public boolean isQuiet() {
        return !incoming.hasRemaining() && !opened.hasRemaining() && PlainLine.isQuiet(channel);
    }

    /** Without a farewell, for which nobody waits: it might have to wait itself. */
    @Override
    public void end() {
        PlainLine.end(channel);
        engine.closeOutbound();
        try {
            engine.closeInbound();
        } catch (SSLException e) {
            // The other side said no farewell either; the lengths of the bodies say what is whole.
        }
        buffers.give(incoming);
        buffers.give(outgoing);
        buffers.give(opened);
    }
}
