/**
 * The stack of the template on this machine: queues and buckets made as it says, functions as processes, and the reading
 * of queues that Lambda does.
 *
 * <p>Enters: the template, the packaged functions, an SQS and an S3. Leaves: a running stack between two registries, its
 * logs, dead letters, calls and usage. Imitates nothing of the functions themselves.
 */
@NullMarked
package dev.crossdock.proof.lambda.stack;

import org.jspecify.annotations.NullMarked;
