package dev.crossdock.client.http.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A socket. Direct buffers go in and out without a copy. */
final class PlainLine implements Line {
    private final SocketChannel channel;

    PlainLine(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public void write(ByteBuffer... from) throws IOException {
        if (from.length == 1) {
            while (from[0].hasRemaining()) {
                channel.write(from[0]);
            }
            return;
        }
        ByteBuffer last = from[from.length - 1];
        while (last.hasRemaining() || from[0].hasRemaining()) {
            channel.write(from);
        }
    }

    @Override
    public boolean isQuiet() {
        return isQuiet(channel);
    }

    static boolean isQuiet(SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            try {
                return channel.read(ByteBuffer.allocate(1)) == 0;
            } finally {
                channel.configureBlocking(true);
            }
        } catch (IOException e) {
            return false; // it is broken
        }
    }

    @Override
    public void end() {
        end(channel);
    }

    static void end(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use to anyone any more.
        }
    }
}
