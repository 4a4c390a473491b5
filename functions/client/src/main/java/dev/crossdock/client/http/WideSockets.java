package dev.crossdock.client.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that gather what Okio moves in segments of 8 KiB, so that the system is called once for many of them. What is
 * written leaves with {@code flush}, which OkHttp calls at the end of every request.
 */
final class WideSockets extends SocketFactory {
    private static final int BUFFER_BYTES = 128 << 10;

    @Override
    public Socket createSocket() {
        return new WideSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw unsupported();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        throw unsupported();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw unsupported();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        throw unsupported();
    }

    private static IOException unsupported() {
        return new IOException("only unconnected sockets are made here, which is all that OkHttp asks for");
    }

    private static final class WideSocket extends Socket {
        private @Nullable InputStream input;
        private @Nullable OutputStream output;

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (input == null) {
                input = new WideInput(super.getInputStream());
            }
            return input;
        }

        @Override
        public synchronized OutputStream getOutputStream() throws IOException {
            if (output == null) {
                output = new WideOutput(super.getOutputStream());
            }
            return output;
        }
    }

    /** Like BufferedInputStream, but one read is at most one call of the system. */
    private static final class WideInput extends FilterInputStream {
        private byte[] buffer = new byte[0];
        private int position;
        private int limit;

        WideInput(InputStream socket) {
            super(socket);
        }

        @Override
        public int read() throws IOException {
            return fill() ? buffer[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position == limit && length >= BUFFER_BYTES) {
                return in.read(bytes, from, length);
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, limit - position);
            System.arraycopy(buffer, position, bytes, from, count);
            position += count;
            return count;
        }

        private boolean fill() throws IOException {
            if (position < limit) {
                return true;
            }
            if (buffer.length == 0) {
                buffer = new byte[BUFFER_BYTES];
            }
            position = 0;
            limit = 0; // first: the read may end by a time-out, and be tried again
            limit = Math.max(0, in.read(buffer, 0, BUFFER_BYTES));
            return limit > 0;
        }

        @Override
        public int available() throws IOException {
            return limit - position + in.available();
        }
    }

    /** Like BufferedOutputStream, without its lock. */
    private static final class WideOutput extends OutputStream {
        private final OutputStream out;
        private byte[] buffer = new byte[0];
        private int count;

        WideOutput(OutputStream socket) {
            this.out = socket;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (buffer.length == 0) {
                buffer = new byte[BUFFER_BYTES];
            }
            if (count + length > BUFFER_BYTES) {
                drain();
            }
            if (length >= BUFFER_BYTES) {
                out.write(bytes, from, length);
                return;
            }
            System.arraycopy(bytes, from, buffer, count, length);
            count += length;
        }

        private void drain() throws IOException {
            int full = count;
            count = 0;
            out.write(buffer, 0, full);
        }

        @Override
        public void flush() throws IOException {
            if (count > 0) {
                drain();
            }
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
