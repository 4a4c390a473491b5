/**
 * What Lambda does around a function, on this machine: its Runtime API, environments that are processes, event shapes.
 *
 * <p>Enters: a handler's name, a class path, an environment, payloads. Leaves: what the function answered, how long it
 * took, what it wrote; a process that took too long is killed. Not imitated: the limit on memory outside the heap, a
 * file system that cannot be written, SnapStart, and the processor's share that comes with the memory.
 */
@NullMarked
package dev.crossdock.testkit.lambda;

import org.jspecify.annotations.NullMarked;
