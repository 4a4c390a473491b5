import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A jar of the distribution, which is changed so that it starts faster. */
record Jar(Path file) {
    /**
     * Gives classes older than Java 6 (picocli's) the stack maps of Java 8: the AOT cache takes none without, and
     * loading them took 55 of the 138 ms of {@code crossdock --help}. Picocli is told at once that there is no Groovy.
     */
    void renewClasses() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(file); Stream<Path> files = Files.walk(zip.getPath("/"))) {
            ClassFile format = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(
                            type -> classIn(zip, type)).orElse(ClassHierarchyResolver.defaultResolver())));
            for (Path each : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                ClassModel old = format.parse(Files.readAllBytes(each));
                if (old.majorVersion() < ClassFile.JAVA_6_VERSION) {
                    FileTime time = Files.getLastModifiedTime(each);
                    Files.write(each, format.transformClass(old, Jar::renew));
                    Files.setLastModifiedTime(each, time);
                }
            }
        }
    }

    /** Leaves to no bootstrap method of Java 16 and later what can be written out; superclasses are looked up in {@code all}. */
    void writeOutBootstraps(ClassLoader all) throws IOException {
        ClassHierarchyResolver types = ClassHierarchyResolver.ofResourceParsing(all).cached();
        try (FileSystem zip = FileSystems.newFileSystem(file); Stream<Path> files = Files.walk(zip.getPath("/"))) {
            for (Path each : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                Optional<byte[]> written = Bootstraps.writtenOut(Files.readAllBytes(each), types);
                if (written.isPresent()) {
                    FileTime time = Files.getLastModifiedTime(each);
                    Files.write(each, written.get());
                    Files.setLastModifiedTime(each, time);
                }
            }
        }
    }

    /**
     * Takes a signature off. What lies in a signed jar is never in the AOT cache, and the first class of it costs 150 ms
     * to verify. A security provider in it would be loaded by whoever lists the providers, and nobody here asks it.
     */
    void unsign() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(file); Stream<Path> files = Files.list(zip.getPath("META-INF"))) {
            List<Path> signatures = files.filter(each -> each.toString().matches(".*[.](SF|RSA|DSA|EC)")).toList();
            if (signatures.isEmpty()) {
                return;
            }
            for (Path each : signatures) {
                Files.delete(each);
            }
            Files.deleteIfExists(zip.getPath("META-INF/services/java.security.Provider"));
            Path manifest = zip.getPath("META-INF/MANIFEST.MF");
            FileTime time = Files.getLastModifiedTime(manifest);
            String main = Files.readString(manifest).split("\\R\\R", 2)[0];
            Files.writeString(manifest, main.strip() + "\r\n\r\n");
            Files.setLastModifiedTime(manifest, time);
        }
    }

    /** Moves Conscrypt's library for this machine out of its jar, from where each start would unpack it (50 ms). */
    void unpackNative(Path folder) throws IOException {
        String os = System.getProperty("os.name").startsWith("Mac") ? "osx" : "linux";
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        unpackNatives(folder, name -> name.equals(System.mapLibraryName("conscrypt_openjdk_jni-" + os + "-" + machine)));
    }

    /** Moves those of Conscrypt's libraries out of its jar. */
    void unpackNatives(Path folder, Predicate<String> chosen) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            for (Path packed : natives(zip)) {
                String name = packed.getFileName().toString();
                if (chosen.test(name)) {
                    Files.createDirectories(folder);
                    Files.move(packed, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Drops those that are left in it: for machines where nothing of this is run. */
    void dropNatives() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            for (Path packed : natives(zip)) {
                Files.delete(packed);
            }
        }
    }

    private static List<Path> natives(FileSystem zip) throws IOException {
        Path folder = zip.getPath("META-INF/native");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(each -> each.getFileName().toString().contains("conscrypt_openjdk_jni")).toList();
        }
    }

    private static void renew(ClassBuilder renewed, ClassElement element) {
        switch (element) {
            case ClassFileVersion version -> renewed.withVersion(ClassFile.JAVA_8_VERSION, 0);
            // Answered here: a class that is nowhere is looked for in all jars, and opening those took 40 ms.
            case MethodModel method when method.methodName().equalsString("loadClosureClass") -> renewed.withMethodBody(
                    method.methodName(), method.methodType(), method.flags().flagsMask(), it -> it.aconst_null().areturn());
            case MethodModel method -> renewed.transformMethod(method,
                    MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL));
            default -> renewed.with(element);
        }
    }

    private static InputStream classIn(FileSystem zip, ClassDesc type) {
        String name = type.descriptorString();
        Path file = zip.getPath(name.substring(1, name.length() - 1) + ".class");
        try {
            return Files.exists(file) ? Files.newInputStream(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
