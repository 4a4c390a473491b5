/** The ports on SQS and S3, held against their contracts and against what only these can get wrong. */
@NullMarked
package dev.crossdock.aws.state;

import org.jspecify.annotations.NullMarked;
