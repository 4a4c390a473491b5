/**
 * The plan function as a bean of Micronaut's: what its wiring would cost at a cold start. Enters and leaves what the plan
 * function takes and gives. Never deployed.
 */
@NullMarked
package dev.crossdock.bench.context;

import org.jspecify.annotations.NullMarked;
