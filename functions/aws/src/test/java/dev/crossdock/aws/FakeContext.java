package dev.crossdock.aws;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.time.Duration;

/** An invocation with so much time, which passes. */
final class FakeContext implements Context {
    private final long endNanos;
    private final String id;

    FakeContext(String id, Duration time) {
        this.id = id;
        this.endNanos = System.nanoTime() + time.toNanos();
    }

    @Override
    public String getAwsRequestId() {
        return id;
    }

    @Override
    public int getRemainingTimeInMillis() {
        return Math.toIntExact(Duration.ofNanos(endNanos - System.nanoTime()).toMillis());
    }

    @Override
    public String getLogGroupName() {
        return "group";
    }

    @Override
    public String getLogStreamName() {
        return "stream";
    }

    @Override
    public String getFunctionName() {
        return "function";
    }

    @Override
    public String getFunctionVersion() {
        return "1";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:eu-west-1:000000000000:function:function";
    }

    @Override
    public CognitoIdentity getIdentity() {
        throw new UnsupportedOperationException("nobody signs in");
    }

    @Override
    public ClientContext getClientContext() {
        throw new UnsupportedOperationException("no client");
    }

    @Override
    public int getMemoryLimitInMB() {
        return 512;
    }

    @Override
    public LambdaLogger getLogger() {
        throw new UnsupportedOperationException("the functions write lines to the standard output");
    }
}
