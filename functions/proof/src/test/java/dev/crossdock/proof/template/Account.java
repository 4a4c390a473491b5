package dev.crossdock.proof.template;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The made-up account and stack that the template's names and ARNs are resolved for. */
final class Account {
    static final String STACK = "crossdock";
    private static final String PARTITION = "aws";
    private static final String REGION = "eu-west-1";
    private static final String ID = "123456789012";
    private static final Map<String, String> PSEUDO = Map.of("AWS::Partition", PARTITION, "AWS::Region", REGION,
            "AWS::AccountId", ID, "AWS::StackName", STACK, "AWS::URLSuffix", "amazonaws.com");

    private final Intrinsics intrinsics;

    Account(Intrinsics intrinsics) {
        this.intrinsics = intrinsics;
    }

    static Optional<String> pseudo(String name) {
        return Optional.ofNullable(PSEUDO.get(name));
    }

    /** What {@code Ref} gives of a resource. */
    Object reference(String id, Tree resource) {
        String name = name(id, resource);
        return switch (resource.get("Type").text()) {
            case "AWS::SQS::Queue" -> "https://sqs.%s.amazonaws.com/%s/%s".formatted(REGION, ID, name);
            case "AWS::IAM::ManagedPolicy" -> arn("iam::" + ID, "policy/" + name);
            default -> name;
        };
    }

    /** What {@code GetAtt} gives; also of the address that SAM makes of a function with a {@code FunctionUrlConfig}. */
    Object attribute(String id, String attribute, Optional<Tree> resource) {
        if (attribute.equals("FunctionUrl")) {
            return "https://%s.lambda-url.%s.on.aws/".formatted(id.toLowerCase(Locale.ROOT), REGION);
        }
        Tree found = resource.orElseThrow(() -> new IllegalArgumentException(
                "%s.%s: there is no such resource".formatted(id, attribute)));
        String name = name(id, found);
        return switch (attribute) {
            case "QueueName" -> name;
            case "Arn" -> arn(found.get("Type").text(), id, name);
            default -> throw new IllegalArgumentException("%s.%s: got an attribute that this reader does not know"
                    .formatted(id, attribute));
        };
    }

    private static String arn(String type, String id, String name) {
        return switch (type) {
            case "AWS::SQS::Queue" -> queueArn(name);
            case "AWS::S3::Bucket" -> bucketArn(name);
            case "AWS::IAM::Role" -> arn("iam::" + ID, "role/" + name);
            case "AWS::Serverless::Function" -> arn("lambda:" + REGION + ":" + ID, "function:" + name);
            case "AWS::Logs::LogGroup" -> arn("logs:" + REGION + ":" + ID, "log-group:" + name + ":*");
            case "AWS::Events::Rule" -> arn("events:" + REGION + ":" + ID, "rule/" + name);
            default -> throw new IllegalArgumentException("%s: this reader does not know the ARN of a %s"
                    .formatted(id, type));
        };
    }

    static String queueArn(String name) {
        return arn("sqs:" + REGION + ":" + ID, name);
    }

    static String bucketArn(String name) {
        return arn("s3::", name);
    }

    static String secretArn(String name) {
        return arn("secretsmanager:" + REGION + ":" + ID, "secret:" + name);
    }

    static String parameterArn(String name) {
        return arn("ssm:" + REGION + ":" + ID, "parameter" + (name.startsWith("/") ? name : "/" + name));
    }

    static String repositoryArn(String name) {
        return arn("ecr:" + REGION + ":" + ID, "repository/" + name);
    }

    private static String arn(String place, String resource) {
        return "arn:%s:%s:%s".formatted(PARTITION, place, resource);
    }

    private String name(String id, Tree resource) {
        String property = switch (resource.get("Type").text()) {
            case "AWS::SQS::Queue" -> "QueueName";
            case "AWS::Serverless::Function" -> "FunctionName";
            case "AWS::Logs::LogGroup" -> "LogGroupName";
            default -> "Name";
        };
        return resource.find("Properties", property).map(Tree::value).map(intrinsics::resolved).map(Object::toString)
                .orElse(STACK + "-" + id.toLowerCase(Locale.ROOT));
    }
}
