package dev.crossdock.proof.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import org.junit.jupiter.api.Test;

class PublicSignatureTest {
    /** Shows a library as a parameter, as a type argument and as a field. */
    public static class Loose {
        /** Of a library. */
        public final JavaClasses field = new ClassFileImporter().importClasses();

        /** Takes a library's. */
        public void parameter(JavaClass[] classes) {
            hidden(classes[0]);
        }

        /** Gives a library's. */
        public Map<String, List<JavaClass>> argument() {
            return Map.of();
        }

        void hidden(JavaClass type) {
            assertThat(type).isNotNull();
        }
    }

    /** Shows the JDK only. */
    public static class Tight {
        /** A list of arrays. */
        public List<byte[]> bytes(int count) throws IOException {
            return List.of(new byte[count]);
        }
    }

    @Test
    void library_isFoundWhereverItShows() {
        assertThat(foreign(Loose.class)).hasSize(3).anyMatch(line -> line.contains("field"))
                .anyMatch(line -> line.contains("parameter")).anyMatch(line -> line.contains("argument"));
        assertThat(foreign(Tight.class)).isEmpty();
    }

    private static List<String> foreign(Class<?> type) {
        return PublicSignature.foreignTypes(new ClassFileImporter().importClass(type));
    }
}
