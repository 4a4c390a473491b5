/**
 * The steps of replication as functions: decode, call a step, encode. Enters: events of queues, of EventBridge, of HTTP,
 * wishes of people; leaves: messages, objects, answers, and for each message one line in the log. No policy of its own.
 *
 * <p>Every function reads the configuration from a bucket: once when its process begins, and again when it has changed and
 * was last looked at a minute ago. One that cannot be used, or names a secret that cannot be had, is a person's to mend.
 * So that a slip of the pen does not bury a day's work within minutes, messages then wait, without an attempt being
 * counted, up to a quarter of an hour at a time; who has waited for four hours becomes a dead letter, with the reason.
 * Webhooks are answered 503 meanwhile, and their senders come again. A call that AWS refuses (a role without a permission)
 * is a failure like any other, and a dead letter after its tries. What AWS has no answer to, or answers with an error of
 * its own, is bounded by the message's age, as where a registry is down; the last configuration is used meanwhile. Where
 * not even the queue can be told, the delivery is reported as failed: SQS gives it again, and up in the end by its own
 * count.
 *
 * <p>Nobody is waited for beyond an invocation's time: a pause or an answer that does not fit is left to the queue, and what
 * is unfinished shortly before the kill is answered as failed. It may go on when the process wakes again for another
 * invocation; steps may be repeated at any time.
 */
// tidy: public this room is several packages, with the five functions as its one door
@NullMarked
package dev.crossdock.aws;

import org.jspecify.annotations.NullMarked;
