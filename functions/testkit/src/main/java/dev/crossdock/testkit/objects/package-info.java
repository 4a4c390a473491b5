/**
 * What stands in front of a store that speaks S3, passes requests on, counts them, and spoils those that a test names.
 *
 * <p>Enters: requests over plain HTTP, and faults. Leaves: the store's own answers, or none, or others. Knows no keys and
 * checks no signature: the host's name passes as it came, so that the store can.
 */
@NullMarked
package dev.crossdock.testkit.objects;

import org.jspecify.annotations.NullMarked;
