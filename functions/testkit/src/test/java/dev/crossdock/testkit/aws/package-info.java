/**
 * An SQS and an S3 for tests, in process or outside. Enters: the system property {@code crossdock.aws}; leaves: addresses,
 * a region and credentials that are good for nothing else. Never talks to AWS unless an endpoint says so.
 */
@NullMarked
package dev.crossdock.testkit.aws;

import org.jspecify.annotations.NullMarked;
