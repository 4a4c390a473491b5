package dev.crossdock.aws.access;

/** A service of AWS that is asked by a JSON POST: how it is called in addresses, signatures, requests and settings. */
enum AwsApi {
    SECRETS("secretsmanager", "secretsmanager", "secretsmanager", "SECRETS_MANAGER"), //
    PARAMETERS("ssm", "ssm", "AmazonSSM", "SSM"), //
    REPOSITORIES("api.ecr", "ecr", "AmazonEC2ContainerRegistry_V20150921", "ECR");

    private final String prefix;
    private final String signingName;
    private final String target;
    private final String variable;

    AwsApi(String prefix, String signingName, String target, String variable) {
        this.prefix = prefix;
        this.signingName = signingName;
        this.target = target;
        this.variable = variable;
    }

    String host(String region, String dnsSuffix) {
        return "%s.%s.%s".formatted(prefix, region, dnsSuffix);
    }

    String signingName() {
        return signingName;
    }

    String target(String action) {
        return target + "." + action;
    }

    /** How permissions call an action. */
    String permission(String action) {
        return signingName + ":" + action;
    }

    /** How the environment's variables for other endpoints call it. */
    String variable() {
        return variable;
    }
}
