package dev.crossdock.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.image.Descriptor;
import dev.crossdock.testkit.Answer;
import dev.crossdock.testkit.ScriptedRegistry;
import dev.crossdock.testkit.SeededBlob;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.Upload;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Answers on the wire say which registry it is, if they are the registry's own. */
class RecognitionTest {
    private static final String UPLOADS = Wire.V2 + "/blobs/uploads/";
    private static final SeededBlob BLOB = new SeededBlob("application/octet-stream", new byte[]{1, 2, 3});
    private static final Descriptor DESCRIPTOR = Wire.descriptor(BLOB);
    private static final Answer OF_ZOT = Answer.status(202).header("Blob-Upload-UUID", "1").header("Range", "0-1");

    @AutoClose
    private final Wire wire = new Wire();
    private final Target target = wire.target();

    private void sendChunk(String location) {
        wire.registry.on("POST", UPLOADS, Answer.status(202).header("Location", location));
        Upload upload = target.beginUpload(DESCRIPTOR);
        assertThat(target.traits()).isEqualTo(HostTraits.UNKNOWN);
        upload.chunk(0, ByteBuffer.wrap(BLOB.bytes()));
    }

    @Test
    void firstChunk_tellsThatItIsZot_whoseRangeIsNotBelieved() {
        wire.registry.on("PATCH", "/up", OF_ZOT);
        sendChunk("/up");
        assertThat(target.traits()).isEqualTo(KnownHost.ZOT.traits());
        assertThat(target.traits().uploads().statusReliable()).isFalse();
    }

    @Test
    void challenge_tellsThatItIsHarbor_andWhatSitsBeforeItDoesNotUnsayIt() {
        wire.registry.on("HEAD", Wire.V2 + "/blobs/.*",
                Answer.status(404).header("WWW-Authenticate",
                        "Bearer realm=\"https://h.example/service/token\",service=\"harbor-registry\""));
        wire.registry.on("PATCH", "/up", OF_ZOT);
        assertThat(target.holds(DESCRIPTOR)).isFalse();
        sendChunk("/up");
        assertThat(target.traits()).isEqualTo(KnownHost.HARBOR.traits());
    }

    @Test
    void answersOfAnotherOrigin_tellNothing() throws Exception {
        try (ScriptedRegistry elsewhere = ScriptedRegistry.start()) {
            elsewhere.on("PATCH", "/up", OF_ZOT);
            sendChunk(elsewhere.uri() + "/up");
            assertThat(target.traits()).isEqualTo(HostTraits.UNKNOWN);
        }
    }
}
