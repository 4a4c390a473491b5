package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossdock.image.Tag;
import dev.crossdock.testkit.Answer;
import dev.crossdock.transfer.RegistryException.Corrupt;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TagsTest {
    private static final String FIRST = Wire.V2 + "/tags/list\\?n=1000";

    @AutoClose
    private final Wire wire = new Wire();

    private static Answer page(String tags) {
        return Answer.status(200).body("{\"name\":\"app\",\"tags\":" + tags + "}");
    }

    @Test
    void tags_ofSeveralPages_inTheirOrder() {
        wire.registry
                .on("GET", FIRST,
                        page("[\"b\",\"a\"]").header("Link", "</v2/app/tags/list?last=a&n=2>; rel=\"next\""))
                .on("GET", Wire.V2 + "/tags/list\\?last=a&n=2",
                        page("[\"c\"]").header("Link", "<" + wire.registry.uri() + "/more>; rel=next"))
                .on("GET", "/more", page("null"));
        assertThat(wire.source().tags()).containsExactly(new Tag("b"), new Tag("a"), new Tag("c"));
    }

    @Test
    void tags_ofNoRepository_areNone() {
        wire.registry.on("GET", FIRST, Answer.error(404, "NAME_UNKNOWN", "repository name not known to registry"));
        assertThat(wire.source().tags()).isEmpty();
    }

    @Test
    void tags_nextPageElsewhere_isCorrupt() {
        wire.registry.on("GET", FIRST, page("[]").header("Link", "<http://169.254.169.254/x>; rel=\"next\""));
        assertThatThrownBy(() -> wire.source().tags()).isInstanceOf(Corrupt.class)
                .hasMessageContaining("a next page at http://169.254.169.254/x");
    }

    @Test
    void tags_thatAreNone_areCorrupt() {
        wire.registry.on("GET", FIRST, page("[\"../x\"]")).on("GET", FIRST, Answer.status(200).body("oops"));
        assertThatThrownBy(() -> wire.source().tags()).isInstanceOf(Corrupt.class).hasMessageContaining("../x");
        assertThatThrownBy(() -> wire.source().tags()).isInstanceOf(Corrupt.class).hasMessageContaining("not JSON");
    }
}
