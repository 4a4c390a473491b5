package dev.crossdock.aws.state;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Which calls were made, in their order: each but a deletion is billed. */
final class CountedCalls implements ExecutionInterceptor {
    private final List<String> made = new CopyOnWriteArrayList<>();

    List<String> made() {
        return List.copyOf(made);
    }

    void forget() {
        made.clear();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        made.add(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
    }
}
