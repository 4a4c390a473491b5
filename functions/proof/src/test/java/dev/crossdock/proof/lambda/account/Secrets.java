package dev.crossdock.proof.lambda.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Secrets Manager and SSM, as far as functions ask them. */
public final class Secrets {
    private static final int BAD_REQUEST = 400;

    private final Map<String, String> values = new ConcurrentHashMap<>();

    /** From now on the name has the value. */
    public void put(String name, String value) {
        values.put(name, value);
    }

    /** From now on there is none. */
    public void remove(String name) {
        values.remove(name);
    }

    WireResponse answer(WireRequest request) {
        return switch (request.operation()) {
            case "GetSecretValue" -> secret(request, request.json().path("SecretId").asText());
            case "GetParameter" -> parameter(request, request.json().path("Name").asText());
            default -> WireResponse.error(request, BAD_REQUEST, "UnknownOperationException", request.operation());
        };
    }

    private WireResponse secret(WireRequest request, String name) {
        return Optional.ofNullable(values.get(name))
                .map(value -> WireResponse.json(200, text(Map.of("Name", name, "SecretString", value))))
                .orElseGet(() -> WireResponse.error(request, BAD_REQUEST, "ResourceNotFoundException",
                        "Secrets Manager can't find the specified secret."));
    }

    private WireResponse parameter(WireRequest request, String name) {
        return Optional.ofNullable(values.get(name))
                .map(value -> WireResponse.json(200, text(
                        Map.of("Parameter", Map.of("Name", name, "Type", "SecureString", "Value", value)))))
                .orElseGet(() -> WireResponse.error(request, BAD_REQUEST, "ParameterNotFound", ""));
    }

    private static String text(Object value) {
        try {
            return new ObjectMapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
