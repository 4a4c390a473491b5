package dev.crossdock.testkit.aws;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** LocalStack in a container: the last version that asks for no account. */
final class LocalStackInDocker implements Backend {
    private static final String IMAGE = "localstack/localstack:4.14.0";

    private final LocalStackContainer container;

    /** Throws IllegalStateException where there is no Docker. */
    LocalStackInDocker() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException(
                    "crossdock.aws=docker: got no Docker engine, wanted one to run %s; start it, "
                            .formatted(IMAGE) + "or choose crossdock.aws=localstack, which needs none");
        }
        this.container = new LocalStackContainer(DockerImageName.parse(IMAGE)).withServices("s3", "sqs");
        container.start();
    }

    private AwsEndpoint endpoint() {
        return new AwsEndpoint(container.getEndpoint(), container.getRegion(), container.getAccessKey(),
                container.getSecretKey());
    }

    @Override
    public AwsEndpoint sqs() {
        return endpoint();
    }

    @Override
    public AwsEndpoint s3() {
        return endpoint();
    }

    @Override
    public String description() {
        return "docker (%s at %s)".formatted(IMAGE, container.getEndpoint());
    }

    @Override
    public void close() {
        container.stop();
    }
}
