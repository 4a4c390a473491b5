/**
 * What stands between a function and AWS: each request is read off the wire, written down, held against the role of the
 * function, and handed on to whatever answers as SQS or S3; secrets are answered here.
 *
 * <p>Enters: requests of one function. Leaves: answers, 403 for what its role does not allow, the calls that were made.
 */
@NullMarked
package dev.crossdock.proof.lambda.account;

import org.jspecify.annotations.NullMarked;
