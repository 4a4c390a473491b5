/**
 * Objects in one bucket of S3, or of a store that speaks as S3 does, with the very keys that distribution gives them.
 *
 * <p>Enters: settings, paths, bytes. Leaves: the same bytes, or an address that a client may read them at. A key whose
 * last name begins with a dot is this driver's own (an upload that is not finished) and is neither read nor listed. Never
 * takes a failure of the store for the absence of an object, and never shows a secret.
 */
@NullMarked
package dev.crossdock.storage.s3;

import org.jspecify.annotations.NullMarked;

// tidy: types one driver, whose sessions alone take several: none of them means anything to another package
