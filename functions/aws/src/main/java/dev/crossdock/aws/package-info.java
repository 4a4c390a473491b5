/**
 * The steps of replication as functions: decode, call a step, encode. Enters: events of queues, of EventBridge, of HTTP;
 * leaves: messages, objects, answers. No policy of its own.
 */
@NullMarked
package dev.crossdock.aws;

import org.jspecify.annotations.NullMarked;
