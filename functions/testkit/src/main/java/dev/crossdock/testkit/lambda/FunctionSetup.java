package dev.crossdock.testkit.lambda;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A function as it is configured.
 *
 * @param handler     the name of its class
 * @param size        its memory, and how many environments it may have at once
 * @param environment its variables; nothing of this process's own reaches it
 * @param classPath   of the package, with AWS's runtime interface client
 */
public record FunctionSetup(String name, String handler, Duration timeout, Size size, Map<String, String> environment,
        List<Path> classPath) {
    private static final String OPTIONS = "JAVA_TOOL_OPTIONS";
    private static final String TIERS = "TieredStopAtLevel";
    private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String LIBRARY = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
    private static final int HEAP_PERCENT = 80;
    private static final int PERCENT = 100;

    /** The memory of one environment, and how many there may be. */
    public record Size(int megabytes, int environments) {}

    /** Copies its collections in. */
    public FunctionSetup {
        environment = Map.copyOf(environment);
        classPath = List.copyOf(classPath);
    }

    /** The same with other limits. */
    public FunctionSetup within(Duration newTimeout, Size newSize) {
        return new FunctionSetup(name, handler, newTimeout, newSize, environment, classPath);
    }

    /** Where Lambda says that it is. */
    String arn() {
        return "arn:aws:lambda:%s:123456789012:function:%s".formatted(
                environment.getOrDefault("AWS_REGION", "us-east-1"), name);
    }

    /** The JVM as Lambda starts it: C1 alone, unless the function's own options say otherwise. */
    List<String> command() {
        List<String> command = new ArrayList<>(words("crossdock.lambda.before"));
        List<String> java = words("crossdock.lambda.java");
        command.addAll(java.isEmpty()
                ? List.of(Path.of(System.getProperty("java.home"), "bin/java").toString())
                : java);
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx%dm".formatted(size.megabytes * HEAP_PERCENT / PERCENT),
                "-D" + LIBRARY + "=" + RuntimeClient.library()));
        if (!Optional.ofNullable(environment.get(OPTIONS)).orElse("").contains(TIERS)) {
            command.add("-XX:" + TIERS + "=1");
        }
        // What lies in the package is found by AWS's client, in the working folder.
        List<String> outside = classPath.stream().filter(path -> taskRoot().filter(path::startsWith).isEmpty())
                .map(Path::toString).toList();
        command.addAll(List.of("-cp", String.join(":", outside), MAIN, handler));
        return command;
    }

    /**
     * Words of a system property: {@code taskset -c 0} before the command; a Java other than this one, with options of
     * its own.
     */
    private static List<String> words(String property) {
        String text = System.getProperty(property, "").strip();
        return text.isEmpty() ? List.of() : List.of(text.split(" +"));
    }

    /** The folder in which the package lies as Lambda unpacks it; empty where the functions run from other places. */
    Optional<Path> taskRoot() {
        return classPath.stream().filter(path -> Files.isDirectory(path.resolve("lib"))).findFirst();
    }

    /** All variables of one environment. */
    Map<String, String> variables(String runtimeApi) {
        Map<String, String> all = new java.util.LinkedHashMap<>(environment);
        all.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
        all.put("AWS_LAMBDA_FUNCTION_NAME", name);
        all.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
        all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(size.megabytes));
        all.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + name);
        all.put("AWS_LAMBDA_LOG_STREAM_NAME", "local");
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        all.put("_HANDLER", handler);
        all.put("LANG", "en_US.UTF-8");
        all.put("TZ", ":UTC");
        taskRoot().ifPresent(root -> {
            all.put("LAMBDA_TASK_ROOT", root.toString());
            all.putIfAbsent("LD_LIBRARY_PATH", "%s:%s/lib".formatted(root, root));
        });
        return all;
    }
}
