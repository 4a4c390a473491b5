/**
 * The ports of replication on SQS and S3. Enters: the steps' messages and what they want to remember; leaves: messages in
 * queues, objects in one bucket. Never counts with a shared counter, and never lets a name from outside become a key
 * unread. Nothing of AWS's SDK is seen from other packages.
 */
// tidy: types queue and ledger share one bucket, its keys, its clients and its failure
@NullMarked
package dev.crossdock.aws.state;

import org.jspecify.annotations.NullMarked;
