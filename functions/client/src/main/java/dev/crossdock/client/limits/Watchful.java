package dev.crossdock.client.limits;

import java.nio.channels.WritableByteChannel;

/** Where a blob's bytes go under somebody's eye, who is to know which silence is meant. */
public interface Watchful extends WritableByteChannel {
    /** Until the next byte it is our own limit that is waited for, neither the writer nor the other side. */
    void holding();
}
