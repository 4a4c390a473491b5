package dev.crossdock.bench;

import dev.crossdock.testkit.lambda.RuntimeClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The package of the functions as it is unpacked somewhere, or a variant of it.
 *
 * @param folder  the task's root
 * @param options of the JVM
 * @param start   how it is started where that is not Lambda's own way
 */
record FunctionPackage(String title, Path folder, String options, Start start) {
    private static final Start AS_LAMBDA = new Start("", List.of());

    /** The Java with its options, and the class path; both empty where they are Lambda's. */
    record Start(String java, List<Path> classPath) {}

    /** The image, from the folder that it is made of. */
    static FunctionPackage image(ImageRoot root) throws IOException {
        Path task = root.app().resolve(ImageRoot.TASK);
        return new FunctionPackage("the image, AOT cache", task, "",
                new Start("%s %s -XX:AOTCache=%s".formatted(root.app().resolve(ImageRoot.RUNTIME).resolve("bin/java"),
                        FunctionImage.OPTIONS, root.cache()), paths(root)));
    }

    /** The image's class path, with the working folder of a training run. */
    static FunctionPackage training(ImageRoot root, Path work, String java) throws IOException {
        List<Path> path = new ArrayList<>(paths(root));
        path.add(work);
        return new FunctionPackage("training", root.app().resolve(ImageRoot.TASK), java, new Start(java, path));
    }

    private static List<Path> paths(ImageRoot root) throws IOException {
        return root.classPath(root.app()).stream().map(Path::of).toList();
    }

    private static final String PLAN = "dev.crossdock.bench.context.ContextHandler";

    /** Unpacks what the build made. */
    static FunctionPackage unpack(Place place, Path folder) throws IOException {
        Path packed = place.module().resolveSibling("aws/target/crossdock-lambda.zip");
        if (!Files.isRegularFile(packed)) {
            throw new IOException(packed + " is missing: mvn -Pbench -DskipTests package");
        }
        try (ZipFile zip = new ZipFile(packed.toFile())) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements();) {
                ZipEntry entry = all.nextElement();
                Path file = folder.resolve(entry.getName()).normalize();
                Files.createDirectories(file.getParent());
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, file);
                }
            }
        }
        return new FunctionPackage("the zip, options of the template", folder, Lambda.options(), AS_LAMBDA);
    }

    FunctionPackage with(String newTitle, String newOptions) {
        return new FunctionPackage(newTitle, folder, newOptions, AS_LAMBDA);
    }

    /** The same without Conscrypt's libraries: TLS and hashes are the JDK's. */
    FunctionPackage withoutNatives(Path other) throws IOException {
        copyTo(other, name -> !name.endsWith(".so"));
        return new FunctionPackage(title, other, options, AS_LAMBDA);
    }

    /** The same with Micronaut's context, and the plan function as a bean of it. */
    FunctionPackage wiredByMicronaut(Path other) throws IOException {
        copyTo(other, _ -> true);
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path jar = Path.of(entry);
            String name = jar.getFileName().toString();
            if (Files.isDirectory(jar)) {
                ImageRoot.copy(jar, other); // the bench's own classes
            } else if (name.matches("(micronaut-(core|inject)|jakarta.inject-api|jakarta.annotation-api).*")) {
                Files.copy(jar, other.resolve("lib").resolve(name));
            }
        }
        return new FunctionPackage("Micronaut wires plan", other, options, AS_LAMBDA);
    }

    private void copyTo(Path other, java.util.function.Predicate<String> wanted) throws IOException {
        Files.createDirectories(other.resolve("lib"));
        try (var files = Files.list(folder.resolve("lib"))) {
            for (Path file : files.toList()) {
                if (wanted.test(file.getFileName().toString())) {
                    Files.copy(file, other.resolve("lib").resolve(file.getFileName()));
                }
            }
        }
    }

    /** Seconds to the first message handled. */
    double goal() {
        return start.java.contains("AOTCache") ? 0.5 : 1.3;
    }

    boolean isWired() {
        return title.startsWith("Micronaut");
    }

    String handler(Lambda function) {
        return isWired() && function == Lambda.PLAN ? PLAN : function.handler();
    }

    Map<String, String> variables() {
        return start.java.isEmpty() ? Map.of() : Map.of("LD_LIBRARY_PATH", folder.resolve("lib").toString());
    }

    /** AWS's client, then the package. */
    List<Path> classPath() {
        if (!start.classPath.isEmpty()) {
            return start.classPath;
        }
        List<Path> path = new ArrayList<>(RuntimeClient.jars());
        path.add(folder);
        return path;
    }
}
