package dev.crossdock.transfer;

import java.io.IOException;
import java.io.OutputStream;

/** Writes exactly the bytes of one blob. */
@FunctionalInterface
public interface BlobBody {
    /** Writes to the target; an IOException comes from {@code target}, a {@link RegistryException} from the source. */
    void writeTo(OutputStream target) throws IOException;
}
