package dev.crossdock.aws.state;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** Says of some entries of a batch that they were not taken, as SQS does now and then. */
final class SendFaults implements ExecutionInterceptor {
    private final Set<String> once = new HashSet<>();
    private final Set<String> always = new HashSet<>();
    private final List<Integer> sizes = new ArrayList<>();

    synchronized void failOnce(String... ids) {
        once.addAll(List.of(ids));
    }

    synchronized void failAlways(String... ids) {
        always.addAll(List.of(ids));
    }

    /** How many entries each batch had. */
    synchronized List<Integer> sizes() {
        return List.copyOf(sizes);
    }

    @Override
    public synchronized SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        if (context.request() instanceof SendMessageBatchRequest batch) {
            sizes.add(batch.entries().size());
        }
        return context.request();
    }

    @Override
    public synchronized SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        if (!(context.response() instanceof SendMessageBatchResponse response)) {
            return context.response();
        }
        List<BatchResultErrorEntry> failed = response.successful().stream()
                .filter(it -> always.contains(it.id()) || once.remove(it.id()))
                .map(it -> BatchResultErrorEntry.builder().id(it.id()).code("InternalError").message("try again")
                        .senderFault(false).build())
                .toList();
        return response.toBuilder().failed(failed).build();
    }
}
