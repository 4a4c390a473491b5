package dev.crossdock.client.limits;

import java.util.OptionalLong;

/**
 * How it stands with a host, for metrics.
 *
 * @param inFlight  requests that hold a place now
 * @param places    how many may, as far as the host's answers have taught
 * @param throttled how often the host said that it is too much (429, or 503 with Retry-After)
 * @param pullsLeft of the host's quota, where it tells of one
 */
public record HostLoad(int inFlight, int places, long throttled, OptionalLong pullsLeft) {}
