package dev.crossdock.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Descriptor;
import dev.crossdock.image.Digest;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packaging writes out what javac leaves to bootstrap methods: a record of the distribution behaves as the compiled one does. */
class PackedRecordsTest {
    private static final String TYPE = "application/octet-stream";

    @SuppressWarnings("NullAway.Init") // by packed()
    private URLClassLoader packed;

    @BeforeEach
    void packed() throws Exception {
        URL jar = Distribution.built().home().resolve("lib/crossdock-image-0.1.0.jar").toUri().toURL();
        packed = new URLClassLoader(new URL[]{jar}, ClassLoader.getPlatformClassLoader());
    }

    @AfterEach
    void close() throws Exception {
        packed.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Object descriptor(String content, long size) throws Exception {
        Class<?> digest = packed.loadClass(Digest.class.getName());
        return packed.loadClass(Descriptor.class.getName()).getConstructor(String.class, digest, long.class)
                .newInstance(TYPE, digest.getMethod("sha256", byte[].class).invoke(null, (Object) bytes(content)),
                        size);
    }

    @Test
    void record_isWrittenOut() throws Exception {
        assertThat(Arrays.stream(packed.loadClass(Descriptor.class.getName()).getDeclaredMethods())
                .filter(it -> it.getName().startsWith("written$"))).hasSize(3);
    }

    @Test
    void toString_isAsCompiled() throws Exception {
        assertThat(descriptor("a", 5)).hasToString(new Descriptor(TYPE, Digest.sha256(bytes("a")), 5).toString());
    }

    @Test
    void equals_looksAtEachComponent() throws Exception {
        assertThat(descriptor("a", 5)).isEqualTo(descriptor("a", 5)).hasSameHashCodeAs(descriptor("a", 5));
        assertThat(descriptor("a", 5)).isNotEqualTo(descriptor("a", 6)).isNotEqualTo(descriptor("b", 5));
        assertThat(descriptor("a", 5)).isNotEqualTo("a").isNotEqualTo(null);
        assertThat(descriptor("a", 5).hashCode()).isNotEqualTo(descriptor("b", 5).hashCode());
    }
}
