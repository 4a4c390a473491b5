package dev.crossdock.bench;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import dev.crossdock.bench.training.TrainingHandler;
import dev.crossdock.testkit.SeededImages;
import dev.crossdock.testkit.field.FieldRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The functions as a container image, made without a Docker engine: an OCI layout in a tar, {@code target/image/
 * crossdock-lambda-image.tar}. One image for all functions, told apart by its command. The base is the system property
 * {@code crossdock.image.base}; without one, the C library of the machine's own Debian is.
 */
final class FunctionImage {
    static final String OPTIONS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData "
            + "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow";
    static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final int PUSHES = 3;

    private final Place place;
    private final Path target;

    FunctionImage(Place place) {
        this.place = place;
        this.target = place.module().resolve("target/image");
    }

    ImageRoot root() {
        return new ImageRoot(target.resolve("root"));
    }

    void run() throws Exception {
        ImageRoot root = ImageRoot.lay(place, target.resolve("root"));
        root.settle();
        train(root);
        root.settle();
        Path tar = target.resolve("crossdock-lambda-image.tar");
        write(root, tar);
        System.out.printf("%s: %,d bytes; AOT cache %,d bytes%n", tar, Files.size(tar), Files.size(root.cache()));
    }

    /** Pushes travel through all functions in one process of the image's own Java, against emulators of another. */
    private void train(ImageRoot root) throws IOException, InterruptedException {
        Path work = place.fresh("aws-training");
        Files.createDirectories(work.resolve("lib"));
        trainingJar(work.resolve("lib/training.jar"));
        try (Account account = new Account();
                FieldRegistry source = FieldRegistry.start();
                FieldRegistry prod = FieldRegistry.start()) {
            account.configure(ColdBench.CONFIG.formatted(source.uri(), prod.uri()));
            FunctionPackage trained = FunctionPackage.training(root, work,
                    "%s %s -XX:AOTCacheOutput=%s".formatted(root.app().resolve(ImageRoot.RUNTIME).resolve("bin/java"),
                            OPTIONS, root.cache()));
            try (TrainingRun run = new TrainingRun(account, trained, target)) {
                for (int i = 0; i < PUSHES; i++) {
                    var image = new SeededImages(i).index(SeededImages.Format.OCI, "amd64", "arm64");
                    source.seed(image, "team/app", "t" + i);
                    run.push(Hook.pushed(image, "team/app", "t" + i));
                }
                run.finish();
            }
        }
        if (!Files.exists(root.cache())) {
            throw new IOException("the training run left no cache: see " + target);
        }
    }

    private static void trainingJar(Path jar) throws IOException {
        String name = TrainingHandler.class.getName().replace('.', '/') + ".class";
        try (var in = java.util.Objects
                .requireNonNull(TrainingHandler.class.getClassLoader().getResourceAsStream(name));
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(name));
            in.transferTo(out);
        }
    }

    private static void write(ImageRoot root, Path tar) throws Exception {
        String base = System.getProperty("crossdock.image.base", "");
        JibContainerBuilder image = base.isEmpty() ? Jib.fromScratch() : Jib.from(base);
        if (base.isEmpty()) {
            image.addFileEntriesLayer(layer("the C library", root.base()));
        }
        image.addFileEntriesLayer(layer("crossdock", root.app()));
        List<String> entry = Stream.of(List.of("/" + ImageRoot.RUNTIME + "/bin/java"), List.of(OPTIONS.split(" ")),
                List.of("-XX:AOTCache=/" + ImageRoot.TASK + "/" + ImageRoot.CACHE, "-cp",
                        String.join(":", root.classPath(Path.of("/"))), CLIENT))
                .flatMap(List::stream).toList();
        image.setFormat(ImageFormat.OCI).setCreationTime(Instant.EPOCH)
                .setPlatforms(Set.of(new Platform(
                        System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64", "linux")))
                .setWorkingDirectory(AbsoluteUnixPath.get("/" + ImageRoot.TASK)).setUser("993:990")
                .setEnvironment(Map.of("LD_LIBRARY_PATH", "/" + ImageRoot.TASK + "/lib", "LAMBDA_TASK_ROOT",
                        "/" + ImageRoot.TASK, "LANG", "C.UTF-8", "TZ", ":UTC"))
                .setEntrypoint(entry).setProgramArguments(Lambda.RECEIVE.handler())
                .containerize(Containerizer
                        .to(TarImage.at(tar).named(ImageReference.of("", "crossdock-lambda", "latest")))
                        .setOfflineMode(base.isEmpty()));
    }

    private static FileEntriesLayer layer(String name, Path from) throws IOException {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(it -> !it.equals(from)).sorted().toList()) {
                AbsoluteUnixPath at = AbsoluteUnixPath.get("/" + from.relativize(file));
                String mode = Files.isDirectory(file)
                        ? at.toString().equals("/tmp") ? "777" : "755"
                        : Files.isExecutable(file) ? "755" : "644";
                layer.addEntry(file, at, FilePermissions.fromOctalString(mode), ImageRoot.TIME.toInstant());
            }
        }
        return layer.build();
    }
}
