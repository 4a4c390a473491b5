/**
 * What is read from the head of any answer, besides its status.
 *
 * <p>Enters: values of headers. Leaves: what they mean, where they mean anything. The package reads no body and keeps
 * nothing.
 */
@NullMarked
package dev.crossdock.client.http.head;

import org.jspecify.annotations.NullMarked;
