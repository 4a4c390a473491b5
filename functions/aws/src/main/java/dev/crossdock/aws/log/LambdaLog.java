package dev.crossdock.aws.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * SLF4J's end in a function. Chosen by {@link #install}, and not by a file in {@code META-INF/services}, so that who has this
 * room on the class path for another reason keeps a provider of his own.
 */
public final class LambdaLog implements SLF4JServiceProvider {
    /** By which SLF4J is told a provider's class. */
    static final String CHOICE = "slf4j.provider";
    private static final String WHAT_SLF4J_SAYS = "slf4j.internal.verbosity";
    private static final String API = "2.0.99";

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();
    private final Consumer<String> out;

    /** As SLF4J makes it, onto the standard output. */
    public LambdaLog() {
        this(System.out::println);
    }

    LambdaLog(Consumer<String> out) {
        this.out = out;
    }

    /** Makes it the one of this process, where nobody chose another; before the first logger is made. */
    public static void install() {
        if (System.getProperty(CHOICE) == null) {
            System.setProperty(CHOICE, LambdaLog.class.getName());
            System.setProperty(WHAT_SLF4J_SAYS, "WARN"); // else a line for having been told, which is no JSON
        }
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> loggers.computeIfAbsent(name, it -> new LineLogger(it, out));
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return API;
    }

    @Override
    public void initialize() {
        // Nothing to begin.
    }
}
