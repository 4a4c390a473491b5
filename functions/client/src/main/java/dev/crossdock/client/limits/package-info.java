/**
 * What a host may be asked: one budget per host for a whole process.
 *
 * <p>Enters: a host and port, and what is about to be sent ({@link dev.crossdock.client.limits.Kind}); later how it was
 * answered, and the bytes that moved. Leaves: a {@link dev.crossdock.client.limits.Permit}, perhaps after a while, or a
 * {@link dev.crossdock.client.limits.HostBusyException} that says when to come back. The package sends nothing, knows no
 * HTTP library, and repeats nothing.
 *
 * <p>Why no thread waits for ever. A copy holds two places at a time, the upload's at the target and the download's at
 * the source, and takes them in either order; source and target may be one host, and two copies may run in opposite
 * directions. So places are no locks:
 * <ol>
 * <li>of each kind of request (short, download, upload) one is always let in, however full the host is: short requests
 * hold nothing else, and with a limit of one a copy within one host still has its upload, its download and its
 * questions;
 * <li>where nothing at all happens at a host for two seconds (no byte, no request that ends) while somebody waits there,
 * one waiter is let in. A circle of waiting threads moves no byte, so each such circle is opened, whoever reads for whom;
 * <li>a thread that holds a place already, at any host, waits at most ten seconds where the limit is only what we have
 * learned: the other end of its open stream waits with it, and many cut what is idle for a minute. What a person has set
 * it waits for as long as anything moves.
 * </ol>
 * All three may exceed the limit; what they let in is counted, so that it is paid back. Short requests have a share of the
 * places that no stream takes.
 */
@NullMarked
package dev.crossdock.client.limits;

import org.jspecify.annotations.NullMarked;
