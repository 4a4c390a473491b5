/**
 * The stack of the template, run on this machine: its queues and buckets, its functions as processes under AWS's own
 * runtime client, and what Lambda does between them; and the proofs on it.
 *
 * <p>Enters: the template, the packaged functions, an SQS and an S3. Leaves: images in target registries, dead letters,
 * logs, every call of AWS that was made. Never asks AWS.
 */
@NullMarked
package dev.crossdock.proof.lambda;

import org.jspecify.annotations.NullMarked;
