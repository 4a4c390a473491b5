/**
 * Files that a running registry reads again when they change: users, rules, keys and certificates.
 *
 * <p>Enters: files and a way to read them. Leaves: what the last good reading gave. Never lets a broken new file take
 * the place of a good old one.
 */
@NullMarked
package dev.crossdock.registry.watch;

import org.jspecify.annotations.NullMarked;
