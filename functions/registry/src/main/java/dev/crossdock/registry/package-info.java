/**
 * The registry: the distribution API on a storage driver.
 *
 * <p>Enters: settings. Leaves: a listening registry, until it is closed. The API's logic knows no HTTP engine, and no
 * client of ours: both ends of the wire share only the nouns.
 */
@NullMarked
package dev.crossdock.registry;

import org.jspecify.annotations.NullMarked;
