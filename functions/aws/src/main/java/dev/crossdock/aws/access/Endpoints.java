package dev.crossdock.aws.access;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the environment sends those who ask a service of AWS, by the variables that the SDK knows. */
public record Endpoints(Map<String, String> variables) {
    private static final String ALL = "AWS_ENDPOINT_URL";

    /** Copies the map in. */
    public Endpoints {
        variables = Map.copyOf(variables);
    }

    /** Of a service, by its name in these variables, such as S3; empty where it is AWS itself, or where nothing is said. */
    public Optional<URI> of(String service) {
        return Stream.of(ALL + "_" + service, ALL).map(variables::get).filter(Objects::nonNull)
                .filter(url -> !url.isBlank()).findFirst().map(String::strip).map(URI::create);
    }
}
