/**
 * The configuration of the functions, an object of a bucket. Enters: what the bucket says of it; leaves: its text,
 * whether it is another one than before, and what it says of webhooks. Fetches no secret that nobody asked for. Never
 * keeps an old text where the new one cannot be used: all functions are to do the same.
 */
@NullMarked
package dev.crossdock.aws.config;

import org.jspecify.annotations.NullMarked;
