package dev.crossdock.bench.context;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.crossdock.aws.PlanHandler;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Makes the handler for the context. */
@Factory
final class PlanBean {
    @Bean
    @Singleton
    RequestStreamHandler plan() {
        return new PlanHandler();
    }
}
