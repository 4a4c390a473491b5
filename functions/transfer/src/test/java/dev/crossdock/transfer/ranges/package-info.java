/** Feeds and what they are made of, against sources that misbehave. */
@org.jspecify.annotations.NullMarked
package dev.crossdock.transfer.ranges;
