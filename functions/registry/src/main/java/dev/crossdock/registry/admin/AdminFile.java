package dev.crossdock.registry.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server can be asked, and by whom: whoever may read the file may ask. */
record AdminFile(int port, String token) {
    private static final String NAME = ".crossdock.admin";
    private static final Pattern CONTENT = Pattern.compile("127\\.0\\.0\\.1:([0-9]{1,5}) ([0-9a-f]{64})\n");

    static Path in(Path root) {
        return root.resolve(NAME);
    }

    static Optional<AdminFile> read(Path root) throws IOException {
        try {
            Matcher content = CONTENT.matcher(Files.readString(in(root), StandardCharsets.US_ASCII));
            return content.matches()
                    ? Optional.of(new AdminFile(Integer.parseInt(content.group(1)), content.group(2)))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Nobody else may read it at any moment: it is made so, filled, and then put in place. */
    void write(Path root) throws IOException {
        Path file = in(root);
        Path unfinished = file.resolveSibling(NAME + ".tmp");
        Files.deleteIfExists(unfinished);
        FileAttribute<?>[] owner = Files.getFileStore(root).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[]{
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
        Files.createFile(unfinished, owner);
        Files.writeString(unfinished, "127.0.0.1:%d %s%n".formatted(port, token).replace("\r", ""),
                StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public String toString() {
        return "127.0.0.1:" + port;
    }
}
