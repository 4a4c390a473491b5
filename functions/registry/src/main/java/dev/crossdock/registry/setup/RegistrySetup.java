package dev.crossdock.registry.setup;

import dev.crossdock.settings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * What {@code crossdock registry init} made.
 *
 * @param config      to serve with
 * @param certificate alone in its folder, which clients may be given as it is
 * @param user        the one there is
 * @param password    which stands in no file
 */
public record RegistrySetup(Path config, Path certificate, String user, Secret password) {
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    /** Of an alphabet of 56, without what looks alike: 139 bits. */
    private static final int PASSWORD_LENGTH = 24;
    private static final int SALT_BYTES = 16;
    /** About 0.1 s for each log-in that is checked anew; what htpasswd takes by itself, 5, is out of its time. */
    private static final int COST = 10;
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final String CONFIG = """
            # The same keys as registry:2 and registry:3; paths count from this file's folder.
            version: 0.1
            storage:
              filesystem:
                rootdirectory: ./data
              delete:
                enabled: true
            auth:
              htpasswd:
                realm: crossdock
                path: ./htpasswd        # more users: htpasswd -B htpasswd NAME
            http:
              addr: :5000
              tls:
                certificate: ./certs/ca.crt
                key: ./registry.key
            health:
              storagedriver:
                enabled: true
            """;

    /**
     * Writes all of it into a folder, which is made where it is missing. Throws IllegalArgumentException for names that no
     * certificate can have, and {@link java.nio.file.FileAlreadyExistsException} where any of the files is there already:
     * then nothing was written.
     *
     * @param names hosts and addresses by which clients will reach the registry
     * @param user  who may log in
     */
    public static RegistrySetup make(Path folder, List<String> names, String user) throws IOException {
        if (!USER.matcher(user).matches()) {
            throw new IllegalArgumentException("user: wanted 1 to 64 letters, digits and . _ @ -");
        }
        SelfSigned signed = SelfSigned.make(names);
        SecureRandom random = new SecureRandom();
        String password = password(random);
        try (NewFiles files = NewFiles.in(folder, List.of("config.yml", "htpasswd", "registry.key", "certs/ca.crt"))) {
            files.writeSecret("htpasswd", "%s:%s\n".formatted(user, hash(password, random)));
            files.writeSecret("registry.key", signed.key());
            Path certificate = files.write("certs/ca.crt", signed.certificate());
            Path config = files.write("config.yml", CONFIG);
            Files.createDirectories(folder.resolve("data"));
            files.keep();
            return new RegistrySetup(config, certificate, user, new Secret(password));
        }
    }

    private static String password(SecureRandom random) {
        StringBuilder password = new StringBuilder(PASSWORD_LENGTH);
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }

    private static String hash(String password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return OpenBSDBCrypt.generate("2y", password.toCharArray(), salt, COST);
    }
}
