import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Makes the package of the functions, the same bytes from the same jars: {@code lib/*.jar}, and beside them Conscrypt's
 * libraries for both of Lambda's processors. Lambda's {@code LD_LIBRARY_PATH} names that folder, so nothing is unpacked
 * at a start. Maven runs it from source: {@code java FunctionZip.java TARGET_FOLDER OWN_JAR CLASS_PATH}.
 */
final class FunctionZip {
    private static final String NAME = "crossdock-lambda.zip";
    private static final int LARGEST_BYTES = 30_000_000;
    /** Of all entries, in the time zone of nobody. */
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);
    private static final int CENTRAL_HEADER = 0x02014b50;
    private static final int END_HEADER = 0x06054b50;
    private static final int END_BYTES = 22;
    /** Made on Unix: a file that all may read. Lambda runs a function as a user of its own. */
    private static final byte UNIX = 3;
    private static final int READABLE = 0100644 << 16;

    private final Path target;
    private final Path lib;

    private FunctionZip(Path target) {
        this.target = target;
        this.lib = target.resolve("lambda/lib");
    }

    public static void main(String[] args) throws Exception {
        new FunctionZip(Path.of(args[0])).run(Path.of(args[1]), args[2].split(java.io.File.pathSeparator));
    }

    private void run(Path ownJar, String[] classPath) throws IOException {
        deleteTree(lib.getParent());
        Files.createDirectories(lib);
        List<Path> jars = copied(ownJar, classPath);
        for (Path jar : jars) {
            Files.write(jar, plain(jar));
        }
        byte[] zip = zip();
        if (zip.length > LARGEST_BYTES) {
            throw new IOException("%s: got %d bytes, wanted at most %d: which library is new in functions/aws?".formatted(
                    NAME, zip.length, LARGEST_BYTES));
        }
        Files.write(target.resolve(NAME), zip);
    }

    private List<Path> copied(Path ownJar, String[] classPath) throws IOException {
        List<Path> copies = new ArrayList<>();
        for (Path jar : Stream.concat(Stream.of(ownJar), Stream.of(classPath).map(Path::of)).filter(Files::isRegularFile)
                .toList()) {
            Path file = lib.resolve(jar.getFileName());
            if (copies.contains(file)) {
                throw new IOException("two jars of one name in the class path: " + file.getFileName());
            }
            copies.add(Files.copy(jar, file, StandardCopyOption.REPLACE_EXISTING));
            Jar copy = new Jar(file);
            copy.unsign();
            copy.unpackNatives(lib, name -> name.contains("-linux-"));
            copy.dropNatives();
        }
        URL[] places = new URL[copies.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = copies.get(i).toUri().toURL();
        }
        try (URLClassLoader all = new URLClassLoader(places)) {
            for (Path jar : copies) {
                if (jar.getFileName().toString().startsWith("crossdock-")) {
                    new Jar(jar).writeOutBootstraps(all);
                }
            }
        }
        return copies;
    }

    /**
     * The same entries, sorted, of one time and not compressed: the zip around them compresses better than the jar did,
     * and a cold start does not inflate its classes.
     */
    private static byte[] plain(Path jar) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory() && !isForBuilds(entry.getName())) {
                    entries.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey());
                CRC32 crc = new CRC32();
                crc.update(each.getValue());
                entry.setCrc(crc.getValue());
                entry.setSize(each.getValue().length);
                entry.setTimeLocal(TIME);
                out.putNextEntry(entry);
                out.write(each.getValue());
            }
        }
        return bytes.toByteArray();
    }

    /** What only compilers and builds read. */
    private static boolean isForBuilds(String name) {
        return name.startsWith("META-INF/maven/") || name.endsWith("module-info.class") || name.startsWith("META-INF/proguard/")
                || name.endsWith(".kotlin_module") || name.endsWith(".kotlin_builtins") || name.startsWith("META-INF/com.android");
    }

    private byte[] zip() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(lib)) {
            files = all.sorted(Comparator.comparing(file -> file.getFileName().toString())).toList();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setLevel(Deflater.BEST_COMPRESSION);
            for (Path file : files) {
                ZipEntry entry = new ZipEntry("lib/" + file.getFileName());
                entry.setTimeLocal(TIME);
                out.putNextEntry(entry);
                Files.copy(file, out);
            }
        }
        return readable(bytes.toByteArray());
    }

    /** Java writes no permissions: says in each header of the directory that all may read the file. */
    private static byte[] readable(byte[] zip) throws IOException {
        ByteBuffer at = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int end = zip.length - END_BYTES;
        if (at.getInt(end) != END_HEADER) {
            throw new IOException("the zip does not end as it was written");
        }
        int header = at.getInt(end + 16);
        while (at.getInt(header) == CENTRAL_HEADER) {
            at.put(header + 5, UNIX);
            at.putInt(header + 38, READABLE);
            header += 46 + at.getShort(header + 28) + at.getShort(header + 30) + at.getShort(header + 32);
        }
        return zip;
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
