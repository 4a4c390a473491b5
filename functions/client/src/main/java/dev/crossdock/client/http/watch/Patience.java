package dev.crossdock.client.http.watch;

/**
 * For how long a request with a blob waits, in looks of the watchdog.
 *
 * @param standstill while the other side takes no byte
 * @param idle       while the writer has none; 0: for as long as it likes
 * @param commitWait from the last byte to the answer
 */
public record Patience(int standstill, int idle, int commitWait) {}
