/**
 * What a person decides that a registry may be asked, and how counts of bytes are written.
 *
 * <p>Enters: texts. Leaves: numbers that are valid, or what was wanted instead.
 */
@NullMarked
package dev.crossdock.settings.limits;

import org.jspecify.annotations.NullMarked;
