package dev.crossdock.proof.template.rules;

import dev.crossdock.proof.template.LambdaFunction;
import dev.crossdock.proof.template.Template;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The classes of crossdock that are in the package of the functions, wherever in it they lie. */
final class PackagedCode {
    private static final String ZIP = "crossdock-lambda.zip";
    private static final String HANDLER = "com/amazonaws/services/lambda/runtime/RequestStreamHandler";
    private static final String OURS = "dev/crossdock/aws/";
    private static final Pattern VARIABLE = Pattern.compile("CROSSDOCK_[A-Z0-9_]+");
    /** What others than our code read of the environment. */
    private static final Set<String> READ_BY_THE_JVM = Set.of("JAVA_TOOL_OPTIONS");

    private final Map<String, ClassModel> classes = new HashMap<>();
    private final String place;

    private PackagedCode(String place) {
        this.place = place;
    }

    /** The zip, or where there is none yet the classes that it is made of. */
    static PackagedCode of(Path target) {
        Path zip = target.resolve(ZIP);
        Path compiled = target.resolve("classes");
        try {
            if (Files.exists(zip)) {
                PackagedCode code = new PackagedCode(zip.toString());
                try (InputStream content = Files.newInputStream(zip)) {
                    code.addZip(content);
                }
                return code;
            }
            if (Files.isDirectory(compiled)) {
                PackagedCode code = new PackagedCode(compiled.toString());
                try (Stream<Path> files = Files.walk(compiled)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        code.add(compiled.relativize(file).toString(), Files.readAllBytes(file));
                    }
                }
                return code;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("%s: got neither %s nor classes, wanted one of them: build functions/aws first"
                .formatted(target, ZIP));
    }

    private void addZip(InputStream content) throws IOException {
        ZipInputStream zip = new ZipInputStream(content);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().matches("lib/[^/]*crossdock[^/]*\\.jar")) {
                addZip(new ByteArrayInputStream(zip.readAllBytes()));
            } else if (entry.getName().startsWith(OURS)) {
                add(entry.getName(), zip.readAllBytes());
            }
        }
    }

    private void add(String name, byte[] content) {
        if (name.startsWith(OURS) && name.endsWith(".class")) {
            classes.put(name.substring(0, name.length() - ".class".length()), ClassFile.of().parse(content));
        }
    }

    /** A line for every handler that Lambda could not start. */
    List<String> handlers(Template template) {
        List<String> violations = new ArrayList<>();
        for (LambdaFunction function : template.functions()) {
            String handler = function.handler();
            Optional.ofNullable(classes.get(handler.replaceFirst("::.*", "").replace('.', '/'))).ifPresentOrElse(
                    type -> unfit(type).forEach(reason -> violations.add("%s: handler %s: %s".formatted(function.id(),
                            handler, reason))),
                    () -> violations.add("%s: handler %s: is not in %s".formatted(function.id(), handler, place)));
        }
        return violations;
    }

    private List<String> unfit(ClassModel type) {
        List<String> reasons = new ArrayList<>();
        if (!type.flags().has(AccessFlag.PUBLIC) || type.flags().has(AccessFlag.ABSTRACT)) {
            reasons.add("Lambda makes only public, whole classes");
        }
        if (type.methods().stream().noneMatch(method -> method.methodName().equalsString("<init>")
                && method.methodType().equalsString("()V") && method.flags().has(AccessFlag.PUBLIC))) {
            reasons.add("has no public constructor without parameters");
        }
        if (!isHandler(Optional.of(type))) {
            reasons.add("is no RequestStreamHandler");
        }
        return reasons;
    }

    private boolean isHandler(Optional<ClassModel> type) {
        return type.filter(it -> it.interfaces().stream().anyMatch(one -> one.name().equalsString(HANDLER))
                || isHandler(it.superclass().flatMap(parent -> Optional.ofNullable(
                        classes.get(parent.name().stringValue())))))
                .isPresent();
    }

    /** A line for every variable that the code reads and the template does not set, and the other way round. */
    List<String> environment(Template template) {
        Set<String> read = new TreeSet<>();
        classes.values().forEach(type -> type.constantPool().forEach(entry -> {
            if (entry instanceof StringEntry constant && VARIABLE.matcher(constant.stringValue()).matches()) {
                read.add(constant.stringValue());
            }
        }));
        List<String> violations = new ArrayList<>();
        for (LambdaFunction function : template.functions()) {
            Set<String> set = new TreeSet<>(function.environment().keySet());
            set.removeAll(READ_BY_THE_JVM);
            read.stream().filter(name -> !set.contains(name)).forEach(name -> violations.add(
                    "%s: the code reads %s, which is not set".formatted(function.id(), name)));
            set.stream().filter(name -> !read.contains(name)).forEach(name -> violations.add(
                    "%s: sets %s, which no code reads".formatted(function.id(), name)));
        }
        return violations;
    }
}
