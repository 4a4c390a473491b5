package dev.crossdock.registry;

import dev.crossdock.storage.StorageDriver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A driver whose calls are watched on their way to another: each may be kept from it, or answered otherwise. */
public interface SteeredDriver {
    /** Answers a call of this name; {@code next} asks the other driver. */
    Object answer(String name, Object first, Call next);

    /** Asks the other driver. */
    interface Call {
        /** What it answers. */
        Object made();
    }

    /** Holds a call up until a test lets it go; fails where it never does. */
    static void await(CountDownLatch released) {
        try {
            if (!released.await(1, TimeUnit.MINUTES)) {
                throw new AssertionError("nobody let the call go within a minute");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** In front of this driver. */
    static StorageDriver before(StorageDriver next, SteeredDriver steering) {
        return (StorageDriver) Proxy.newProxyInstance(SteeredDriver.class.getClassLoader(),
                new Class<?>[]{StorageDriver.class},
                (proxy, method, arguments) -> steering.answer(method.getName(),
                        arguments == null ? "" : arguments[0], () -> {
                            try {
                                return method.invoke(next, arguments);
                            } catch (InvocationTargetException e) {
                                if (e.getCause() instanceof RuntimeException failure) {
                                    throw failure;
                                }
                                throw new AssertionError(e);
                            } catch (IllegalAccessException e) {
                                throw new AssertionError(e);
                            }
                        }));
    }
}
