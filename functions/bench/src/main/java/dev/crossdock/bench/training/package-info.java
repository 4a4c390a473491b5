/**
 * What trains the AOT cache of the functions' image. Lies in the working folder of the training run, never in the image:
 * what its loader loads is in no cache.
 */
@NullMarked
package dev.crossdock.bench.training;

import org.jspecify.annotations.NullMarked;
