/**
 * What Lambda hands a function and wants back, read from and written as JSON by hand: its own classes for events cost
 * half a second of every cold start.
 *
 * <p>Enters: the bytes of an event, the time that is left. Leaves: deliveries of queues, HTTP calls, the list of what
 * failed, lines for the log. Knows no AWS client and no step.
 */
@NullMarked
package dev.crossdock.aws.lambda;

import org.jspecify.annotations.NullMarked;
