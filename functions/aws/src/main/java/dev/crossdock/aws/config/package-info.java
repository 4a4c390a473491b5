/**
 * The configuration of the functions, an object of a bucket. Enters: what the bucket says of it; leaves: its text, and
 * whether it is another one than before. Never keeps an old text where the new one cannot be used: all functions are to
 * do the same.
 */
@NullMarked
package dev.crossdock.aws.config;

import org.jspecify.annotations.NullMarked;
