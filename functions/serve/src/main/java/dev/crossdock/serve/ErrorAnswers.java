package dev.crossdock.serve;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/** Gives the framework's own errors (413, 404, 405, …) the form of ours. */
@Singleton
final class ErrorAnswers implements ErrorResponseProcessor<String> {
    @Override
    public MutableHttpResponse<String> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        String message = context.getErrors().isEmpty()
                ? response.reason()
                : context.getErrors().getFirst().getMessage();
        HttpRequest<?> request = context.getRequest();
        if (response.code() == HttpStatus.REQUEST_ENTITY_TOO_LARGE.getCode()) {
            response.header(HttpHeaders.CONNECTION, "close"); // the rest of the body is not read
        }
        return response.contentType(MediaType.APPLICATION_JSON_TYPE).body(Answers.object()
                .put("error", "%s %s: %s".formatted(request.getMethodName(), request.getPath(), message)) + "\n");
    }
}
