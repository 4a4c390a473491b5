package dev.crossdock.registry.setup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Files that were not there before; unless they are kept, closing deletes them again. */
final class NewFiles implements AutoCloseable {
    private static final FileAttribute<?> OWNER_ALONE = PosixFilePermissions.asFileAttribute(PosixFilePermissions
            .fromString("rw-------"));

    private final Path folder;
    private final List<Path> written = new ArrayList<>();
    private boolean isKept;

    private NewFiles(Path folder) {
        this.folder = folder;
    }

    /** Throws {@link FileAlreadyExistsException} where one of these names is taken, be it by a broken link. */
    static NewFiles in(Path folder, List<String> names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString(), null,
                        "nothing is written over it: wanted a folder of its own for a new registry");
            }
        }
        return new NewFiles(folder);
    }

    Path write(String name, String text) throws IOException {
        return write(name, text, new FileAttribute<?>[0]);
    }

    /** For its owner alone from its first byte on, where the file system knows owners. */
    void writeSecret(String name, String text) throws IOException {
        boolean isPosix = Files.getFileAttributeView(Files.createDirectories(folder),
                PosixFileAttributeView.class) != null;
        write(name, text, isPosix ? new FileAttribute<?>[]{OWNER_ALONE} : new FileAttribute<?>[0]);
    }

    private Path write(String name, String text, FileAttribute<?>[] attributes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (SeekableByteChannel channel = Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE), attributes)) {
            written.add(file);
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        return file;
    }

    void keep() {
        isKept = true;
    }

    @Override
    public void close() throws IOException {
        if (!isKept) {
            for (Path file : written) {
                Files.deleteIfExists(file);
            }
        }
    }
}
