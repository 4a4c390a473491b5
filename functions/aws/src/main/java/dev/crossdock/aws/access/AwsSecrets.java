package dev.crossdock.aws.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.aws.access.AwsCalls.DeniedException;
import dev.crossdock.settings.Secret;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException.Unavailable;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Secrets of Secrets Manager and parameters of SSM, as the function's role may read them. */
public final class AwsSecrets implements Secret.Store {
    private static final JsonMapper JSON = new JsonMapper();

    private final AwsCalls calls;

    /** Asks by these calls. */
    public AwsSecrets(AwsCalls calls) {
        this.calls = calls;
    }

    @Override
    public Secret secret(String name, Optional<String> field) {
        JsonNode answer = ask(AwsApi.SECRETS, "GetSecretValue", JSON.createObjectNode().put("SecretId", name),
                "secret " + name);
        JsonNode text = answer.path("SecretString");
        if (!text.isTextual()) {
            throw new IllegalArgumentException("secret %s is binary: wanted text".formatted(name));
        }
        return present(field.map(it -> field(name, text.textValue(), it)).orElseGet(text::textValue),
                "secret " + name);
    }

    private static String field(String name, String secret, String field) {
        try {
            JsonNode value = JSON.readTree(secret).path(field);
            if (value.isValueNode() && !value.isNull()) {
                return value.asText();
            }
        } catch (JsonProcessingException _) {
            // Told below, without a word of the secret.
        }
        throw new IllegalArgumentException(
                "secret %s: wanted a JSON object with text or a number under \"%s\"".formatted(name, field));
    }

    @Override
    public Secret parameter(String name) {
        ObjectNode arguments = JSON.createObjectNode().put("Name", name).put("WithDecryption", true);
        return present(ask(AwsApi.PARAMETERS, "GetParameter", arguments, "parameter " + name).path("Parameter")
                .path("Value").asText(), "parameter " + name);
    }

    private static Secret present(String value, String what) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        return new Secret(value);
    }

    /** Nobody has to mend anything: who asks later has an answer. */
    private Unavailable unavailable(String what, RuntimeException failure) {
        return new Unavailable(new Circumstance("read", what, calls.region().id(), String.valueOf(failure.getMessage()),
                "its value"), Optional.empty(), failure);
    }

    private JsonNode ask(AwsApi api, String action, ObjectNode arguments, String what) {
        try {
            return calls.call(api, action, arguments);
        } catch (DeniedException e) {
            if (e.isForbidden()) {
                throw new IllegalArgumentException(("%s, %s: let the function's role do that for it, and kms:Decrypt "
                        + "where a key of yours seals it (parameters SecretPrefix, ParameterPrefix, SecretsKey of the "
                        + "stack; what takes webhooks may read webhooks/ below these prefixes alone)")
                        .formatted(what, e.getMessage()), e);
            }
            if (e.code().contains("NotFound")) {
                throw new IllegalArgumentException("%s does not exist in %s: create it, or correct its name"
                        .formatted(what, calls.region()), e);
            }
            if (e.code().startsWith("Validation") || e.code().startsWith("Invalid")) {
                throw new IllegalArgumentException("%s, %s: wanted a name or an ARN as AWS has it".formatted(what,
                        e.getMessage()), e);
            }
            throw e.mayPass() ? unavailable(what, e) : e;
        } catch (UncheckedIOException e) {
            throw unavailable(what, e);
        }
    }
}
