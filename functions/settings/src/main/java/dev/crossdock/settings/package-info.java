/**
 * Reads configuration: strict YAML into records.
 *
 * <p>Enters: a YAML file, the environment, the files that secrets lie in. Leaves: records that are valid by construction,
 * or every problem found, each on one line with file, line and column. A key that nobody reads is an error. No secret ever
 * stands in the file itself, nor in a message.
 */
// tidy: public settings are nouns for the rooms that are set up with them
@NullMarked
package dev.crossdock.settings;

import org.jspecify.annotations.NullMarked;
