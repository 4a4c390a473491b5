package dev.crossdock.proof.lambda.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.proof.template.Call;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request as it came over the wire: in AWS's JSON protocol, or in S3's own. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record WireRequest(String method, URI uri, Map<String, List<String>> headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TARGET = "x-amz-target";

    /** Whose protocol it speaks. */
    enum Api {
        SQS("AmazonSQS"), SECRETS("secretsmanager"), PARAMETERS("AmazonSSM"), //
        REPOSITORIES("AmazonEC2ContainerRegistry_V20150921"), S3("");

        private final String target;

        Api(String target) {
            this.target = target;
        }
    }

    Optional<String> header(String name) {
        return headers.entrySet().stream().filter(each -> each.getKey().equalsIgnoreCase(name))
                .map(each -> each.getValue().getFirst()).findFirst();
    }

    Api api() {
        String target = header(TARGET).map(value -> value.replaceFirst("\\..*", "")).orElse("");
        return Arrays.stream(Api.values()).filter(service -> service.target.equals(target)).findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("%s: a service that nobody here knows".formatted(target)));
    }

    /** What it asks for, by the names that the template's roles go by. */
    Call call() {
        return switch (api()) {
            case SQS -> Call.onQueue(operation(), json().path("QueueUrl").asText());
            case SECRETS -> Call.onSecret(operation(), json().path("SecretId").asText());
            case PARAMETERS -> Call.onParameter(operation(), json().path("Name").asText());
            case REPOSITORIES -> json().has("repositoryName")
                    ? Call.onRepository(operation(), json().path("repositoryName").asText())
                    : Call.onNothing("ecr", operation());
            case S3 -> object();
        };
    }

    /** Of the JSON protocol. */
    String operation() {
        return header(TARGET).orElseThrow().replaceFirst(".*\\.", "");
    }

    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: a body that is no JSON".formatted(operation()), e);
        }
    }

    /** The same with another address of the queue. */
    WireRequest onQueue(String url) {
        try {
            return new WireRequest(method, uri, headers,
                    JSON.writeValueAsBytes(((ObjectNode) json()).put("QueueUrl", url)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(operation(), e);
        }
    }

    private Call object() {
        String[] path = uri.getPath().substring(1).split("/", 2);
        Map<String, String> query = query();
        if (path.length == 2 && !path[1].isEmpty()) {
            return Call.onObject(ofObject(query), path[0], path[1]);
        }
        String operation = switch (method) {
            case "GET" -> query.containsKey("list-type") ? "ListObjectsV2" : "ListObjects";
            case "HEAD" -> "HeadBucket";
            case "POST" -> query.containsKey("delete") ? "DeleteObjects" : "PostBucket";
            default -> method + "Bucket";
        };
        return Call.onBucket(operation, path[0], query.getOrDefault("prefix", ""));
    }

    private String ofObject(Map<String, String> query) {
        if (query.containsKey("uploads") || query.containsKey("uploadId")) {
            return query.containsKey("uploads")
                    ? "CreateMultipartUpload"
                    : method.equals("PUT")
                            ? "UploadPart"
                            : "CompleteMultipartUpload";
        }
        return method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT) + "Object";
    }

    private Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
        }
        return query;
    }
}
