/** The functions, called directly, on an SQS and an S3 that run here. */
@NullMarked
package dev.crossdock.aws;

import org.jspecify.annotations.NullMarked;
