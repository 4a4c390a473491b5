package dev.crossdock.cli.shell;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps a server running until the process is told to stop (SIGTERM, Ctrl-C), closes it, and lets the process end as one that
 * did its work. Who tells it twice is in a hurry: then it ends at once.
 *
 * <p>The JVM's own way, a shutdown hook, knows no second signal, and ends with the signal's number. The class that does is not
 * part of Java's interface, and the compiler warns of it without a way to be told; so it is looked up, and where there is none,
 * the JVM's own way is taken.
 */
public final class UntilSignal {
    /** The signals, and the exit codes of a process that they ended. */
    private static final Map<String, Integer> SIGNALS = Map.of("TERM", 143, "INT", 130);

    private UntilSignal() {}

    /** Returns once the server is closed. */
    public static void run(AutoCloseable server) throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        if (!listen(told)) {
            UntilStopped.run(server);
        }
        told.await();
        server.close();
    }

    private static boolean listen(CountDownLatch told) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            for (Map.Entry<String, Integer> each : SIGNALS.entrySet()) {
                signal.getMethod("handle", signal, handler).invoke(null,
                        signal.getConstructor(String.class).newInstance(each.getKey()),
                        Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[]{handler},
                                handler(told, each.getValue())));
            }
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return false; // another JVM, or one whose signals are somebody else's (-Xrs)
        }
    }

    private static InvocationHandler handler(CountDownLatch told, int exitCode) {
        return (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(told, arguments);
            }
            if (told.getCount() == 0) {
                Runtime.getRuntime().halt(exitCode);
            }
            told.countDown();
            return null;
        };
    }
}
