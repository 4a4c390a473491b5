import java.nio.file.Files;
import java.nio.file.Path;

/** Writes down where the toolchain's Java lies. */
final class JavaHome {
    private JavaHome() {}

    public static void main(String[] args) throws Exception {
        Files.writeString(Path.of(args[0]), System.getProperty("java.home"));
    }
}
