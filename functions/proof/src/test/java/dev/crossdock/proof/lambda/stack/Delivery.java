package dev.crossdock.proof.lambda.stack;

/** How messages reach a function. */
public enum Delivery {
    /** As Lambda mostly does it. */
    ONCE,
    /** As SQS may do it: each message twice, and out of order. Those of a FIFO queue keep the order of their group. */
    TWICE_OUT_OF_ORDER
}
