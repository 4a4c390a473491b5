/**
 * What libraries and other rooms have to say, as lines of the function's log. Enters: SLF4J's calls; leaves: one line of JSON
 * each, warnings and worse alone. Never a secret: what looks like one is blackened, for nobody knows what a library quotes.
 */
@NullMarked
package dev.crossdock.aws.log;

import org.jspecify.annotations.NullMarked;
