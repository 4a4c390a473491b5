package dev.crossdock.testkit.objects;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crossdock.testkit.Connections;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A store of objects with a filter before it: each request is counted, and spoiled where a test has asked for that. */
public final class FaultyStore implements AutoCloseable {
    private static final int BACKLOG = 200;
    private static final int PIECE_BYTES = 16 << 10;
    private static final byte[] GO_ON = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(UTF_8);

    private final Connections connections = new Connections();
    private final ServerSocket listener;
    private final URI behind;
    private final List<ObjectCall> calls = new ArrayList<>();
    private final List<Planned> planned = new ArrayList<>();

    private static final class Planned {
        private final Predicate<ObjectCall> which;
        private final Fault fault;
        private int left;

        Planned(Predicate<ObjectCall> which, Fault fault, int left) {
            this.which = which;
            this.fault = fault;
            this.left = left;
        }
    }

    private FaultyStore(URI behind, ServerSocket listener) {
        this.behind = behind;
        this.listener = listener;
    }

    /** Listens on a free port of its own; lets everything pass until told otherwise. */
    public static FaultyStore inFrontOf(URI store) throws IOException {
        FaultyStore filter = new FaultyStore(store, new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
        filter.connections.add(filter.listener);
        filter.connections.run("faulty-store", filter::accept);
        return filter;
    }

    /** {@code http://127.0.0.1:port}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Spoils the next so many requests that are meant; of two faults that mean one, the first that was asked for. */
    public synchronized FaultyStore spoil(int times, Predicate<ObjectCall> which, Fault fault) {
        planned.add(new Planned(which, fault, times));
        return this;
    }

    /** Spoils the next so many requests of one operation. */
    public FaultyStore spoil(int times, String operation, Fault fault) {
        return spoil(times, call -> call.operation().equals(operation), fault);
    }

    /** What was asked so far, in order. */
    public synchronized List<ObjectCall> calls() {
        return List.copyOf(calls);
    }

    /** What was asked so far, as S3 names it. */
    public List<String> operations() {
        return calls().stream().map(ObjectCall::operation).toList();
    }

    /** Forgets what was asked, and the faults that nothing met. */
    public synchronized void forget() {
        calls.clear();
        planned.clear();
    }

    private synchronized Optional<Fault> noted(ObjectCall call) {
        calls.add(call);
        for (Iterator<Planned> all = planned.iterator(); all.hasNext();) {
            Planned each = all.next();
            if (each.which.test(call)) {
                each.left--;
                if (each.left == 0) {
                    all.remove();
                }
                return Optional.of(each.fault);
            }
        }
        return Optional.empty();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = connections.add(listener.accept());
            connections.run("faulty-store-call", () -> answer(client));
        }
    }

    private void answer(Socket client) throws IOException, InterruptedException {
        try {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            Optional<Head> head = Head.read(in);
            if (head.isPresent()) {
                if (head.get().waitsForGo()) {
                    client.getOutputStream().write(GO_ON);
                }
                answer(client, in, head.get());
            }
        } finally {
            connections.end(client);
        }
    }

    private void answer(Socket client, InputStream in, Head head) throws IOException, InterruptedException {
        Optional<Fault> fault = noted(head.call());
        switch (fault.orElse(new Fault.CutAnswer(Long.MAX_VALUE))) {
            case Fault.Answered(int status, String code) -> {
                pass(in, OutputStream.nullOutputStream(), head.length());
                byte[] body = "<Error><Code>%s</Code><Message>as told</Message></Error>".formatted(code).getBytes(
                        UTF_8);
                Head told = new Head("HTTP/1.1 %d Told".formatted(status), List.of("Content-Type: application/xml",
                        "Content-Length: " + body.length));
                client.getOutputStream().write(told.alone());
                client.getOutputStream().write(body);
            }
            case Fault.CutRequest(long bytes) -> {
                pass(in, OutputStream.nullOutputStream(), Math.min(bytes, head.length()));
                client.setSoLinger(true, 0);
            }
            case Fault.Late(var by) -> {
                TimeUnit.NANOSECONDS.sleep(by.toNanos());
                passOn(client, in, head, Long.MAX_VALUE);
            }
            case Fault.LostAnswer lost -> passOn(client, in, head, -1);
            case Fault.CutAnswer(long bytes) -> passOn(client, in, head, bytes);
        }
    }

    /** At most so many bytes of the answer's body; -1 for no answer at all. */
    private void passOn(Socket client, InputStream in, Head head, long most) throws IOException {
        try (Socket store = connections.add(new Socket(behind.getHost(), behind.getPort()))) {
            store.setTcpNoDelay(true);
            store.getOutputStream().write(head.alone());
            pass(in, store.getOutputStream(), head.length());
            InputStream answer = new BufferedInputStream(store.getInputStream());
            Head first = Head.read(answer).orElseThrow(() -> new EOFException("no answer"));
            if (most >= 0) {
                client.getOutputStream().write(first.alone());
            }
            long passed = pass(answer, most < 0 ? OutputStream.nullOutputStream() : client.getOutputStream(),
                    most < 0 ? Long.MAX_VALUE : most);
            if (most < 0 || passed == most) {
                client.setSoLinger(true, 0);
            }
            connections.end(store);
        }
    }

    private static long pass(InputStream in, OutputStream out, long most) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        long passed = 0;
        while (passed < most) {
            int count = in.read(piece, 0, (int) Math.min(piece.length, most - passed));
            if (count < 0) {
                break;
            }
            out.write(piece, 0, count);
            passed += count;
        }
        out.flush();
        return passed;
    }

    @Override
    public void close() {
        connections.close();
    }
}
