package dev.crossdock.proof.template.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.template.Statement;
import dev.crossdock.proof.template.Template;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The template that deploys keeps all rules, whatever its parameters say; each rule finds the faults planted for it. */
final class TemplateRulesTest {
    private static final String KEY = "arn:aws:kms:eu-west-1:123456789012:key/1";

    @Test
    void deployed_keepsAllRules() {
        assertThat(TemplateRules.violations(Template.deployed())).isEmpty();
    }

    @Test
    void deployedWithOtherParameters_keepsAllRules() {
        Template template = Template.deployed();
        for (Template other : List.of(template.with("SnapStart", "PublishedVersions"),
                template.with("CreateRepositories", "true"), template.with("SecretsKey", KEY),
                template.with("CreateRepositories", "true").with("EcrKey", KEY),
                template.with("ReceiveConcurrency", "5"), template.with("EcrEvents", "DISABLED"),
                template.with("CopyConcurrency", "500"),
                template.with("AlarmTopic", "arn:aws:sns:eu-west-1:123456789012:alarms"),
                template.with("SweepSchedule", "cron(0 3 * * ? *)"))) {
            assertThat(TemplateRules.violations(other)).isEmpty();
        }
    }

    /** ECR asks KMS in the name of whoever creates the repository; who creates none needs no key. */
    @Test
    void keyOfCreatedRepositories_mayBeUsedByWhoCreatesThem() {
        Template template = Template.deployed().with("EcrKey", KEY);
        Template creating = template.with("CreateRepositories", "true");
        for (String function : List.of("Receive", "Plan", "Copy", "Publish", "Sweep")) {
            boolean creates = List.of("Copy", "Publish").contains(function);
            assertThat(onKey(creating, function)).as(function).containsExactlyElementsOf(
                    creates ? List.of("kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant") : List.of());
            assertThat(onKey(template, function)).as(function).isEmpty();
        }
    }

    private static List<String> onKey(Template template, String function) {
        return template.statements(template.function(function)).stream().filter(Statement::allows)
                .filter(statement -> statement.resources().contains(KEY))
                .filter(statement -> statement.conditions().containsKey("StringLike"))
                .flatMap(statement -> statement.actions().stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("plants")
    void planted_isFound(Plant plant) {
        assertThat(TemplateRules.violations(Template.parse(plant.into(Template.text())))).as(plant.toString())
                .anySatisfy(line -> assertThat(line).contains(plant.wanted()));
    }

    static Stream<Plant> plants() {
        return Stream.of(queuePlants(), functionPlants(), accessPlants(), storagePlants(), textPlants())
                .flatMap(List::stream);
    }

    private static List<Plant> queuePlants() {
        return List.of(new Plant("VisibilityTimeout: 1800", "VisibilityTimeout: 1799", "Copies: visibility: got 1799"),
                new Plant("Timeout: 30\n",
                        "Timeout: 30\n      Events: {X: {Type: SQS, Properties: {Queue: 'arn:x'}}}\n",
                        "Receive: reads arn:x: got no such queue"),
                new Plant("      RedrivePolicy: {deadLetterTargetArn: !GetAtt DeadCopies.Arn, maxReceiveCount: 20}\n",
                        "",
                        "Copies: got no dead-letter queue"),
                new Plant("deadLetterTargetArn: !GetAtt DeadPublishes.Arn",
                        "deadLetterTargetArn: !GetAtt DeadCopies.Arn",
                        "Publishes: FifoQueue true"),
                new Plant("-dead-publishes.fifo\n", "-dead-publishes\n", "wanted .fifo where FifoQueue is true"),
                new Plant("${AWS::StackName}-copies']", "${AWS::StackName}-publishes']",
                        "DeadCopies: RedriveAllowPolicy"),
                new Plant("MessageRetentionPeriod: 1209600", "MessageRetentionPeriod: 345600",
                        "DeadRequests: retention: got 345600"),
                new Plant("DeadCopies.Arn, maxReceiveCount: 20", "DeadCopies.Arn, maxReceiveCount: 1",
                        "Copies: maxReceiveCount"),
                new Plant("BatchSize: 10", "BatchSize: 100", "batch of Requests: got 100"),
                new Plant("FunctionResponseTypes: [ReportBatchItemFailures]\n", "Enabled: true\n",
                        "one bad message fails its batch"),
                new Plant("ScalingConfig: {MaximumConcurrency: !Ref CopyConcurrency}", "Enabled: true",
                        "got no MaximumConcurrency"),
                new Plant("Value: !GetAtt DeadCopies.QueueName", "Value: !GetAtt Copies.QueueName",
                        "ApproximateNumberOfMessagesVisible of QueueName crossdock-dead-copies"),
                new Plant("Value: !GetAtt Requests.QueueName", "Value: !GetAtt DeadRequests.QueueName",
                        "no alarm on AWS/SQS ApproximateAgeOfOldestMessage of QueueName crossdock-requests"),
                new Plant("MetricName: ageMs", "MetricName: durationMs", "no alarm on Crossdock ageMs of step plan"),
                new Plant("MetricName: Url5xxCount", "MetricName: Errors",
                        "no alarm on AWS/Lambda Url5xxCount of FunctionName crossdock-receive"));
    }

    private static List<Plant> functionPlants() {
        String snapStart = "      ApplyOn: !Ref SnapStart\n";
        String applied = "      ApplyOn: PublishedVersions\n";
        return List.of(new Plant(snapStart, applied + "    EphemeralStorage: {Size: 2048}\n", "got 2048 MB in /tmp"),
                new Plant(snapStart,
                        applied + "    ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}\n",
                        "does not go with ProvisionedConcurrencyConfig"),
                new Plant(
                        "AutoPublishAlias: live    # event sources, schedule and address go there; SnapStart needs it\n"
                                + "    AutoPublishAliasAllProperties: true\n    SnapStart:\n" + snapStart,
                        "SnapStart:\n" + applied, "wanted an AutoPublishAlias"),
                new Plant("Role: !GetAtt CopyRole.Arn\n      RecursiveLoop: Allow\n", "Role: !GetAtt CopyRole.Arn\n",
                        "Copy: can reach its own queue"),
                new Plant("Role: !GetAtt SweepRole.Arn\n", "Role: !GetAtt SweepRole.Arn\n      RecursiveLoop: Allow\n",
                        "Sweep: RecursiveLoop: it cannot reach itself"),
                new Plant("LogGroup: !Ref CopyLog", "LogGroup: elsewhere", "Copy: log group: got elsewhere"),
                new Plant("RetentionInDays: !Ref LogRetentionDays", "Kept: for-ever", "Receive: log group"),
                new Plant("Role: !GetAtt SweepRole.Arn", "Role: !GetAtt CopyRole.Arn", "Sweep: shares its log group"),
                new Plant("      Timeout: 30\n", "      Timeout: 30\n      Environment: {Variables: {MORE: 1}}\n",
                        "environments: got 2 kinds"),
                new Plant("CROSSDOCK_CONCURRENCY: !Ref CopyConcurrency", "CROSSDOCK_CONCURRENCY: !Ref PlanConcurrency",
                        "Copy: CROSSDOCK_CONCURRENCY: got 10, wanted the 20"),
                new Plant("Default: rate(1 hour)", "Default: rate(6 hour)", "Sweep: schedule: got rate(6 hour)"));
    }

    private static List<Plant> accessPlants() {
        return List.of(new Plant("Action: secretsmanager:GetSecretValue", "Action: secretsmanager:*",
                "action secretsmanager:*: got a wildcard"),
                new Plant("Action: ssm:GetParameter", "Action: ssm:GetParameter*", "got a wildcard"),
                new Plant("Action: sqs:SendMessage\n                Resource: !GetAtt Requests.Arn",
                        "Action: sqs:SendMessage\n                Resource: '*'",
                        "Receive: Send: sqs:SendMessage on *"),
                new Plant("Action: ecr:GetAuthorizationToken", "Action: ecr:PutImage", "ecr:PutImage on *"),
                new Plant("sqs:ReceiveMessage]\n                Resource: !GetAtt Copies.Arn",
                        "sqs:ReceiveMessage]\n                Resource: !GetAtt State.Arn", "got no resource of sqs"),
                new Plant("secret:${SecretPrefix}webhooks/*", "secret:${SecretPrefix}*",
                        "Receive: anybody may call it, and it reads arn:aws:secretsmanager"),
                new Plant("        - !Ref ReadConfiguration\n      Policies:\n        - PolicyName: receive",
                        "        - !Ref ReadConfiguration\n        - !Ref ReadSecrets\n      Policies:\n"
                                + "        - PolicyName: receive",
                        "and it reads arn:aws:ssm"),
                new Plant("Principal: {Service: lambda.amazonaws.com}", "Principal: {AWS: '*'}", "trusts others"),
                new Plant(
                        "Resource: !GetAtt Copies.Arn\n            Condition: {Bool: {'aws:SecureTransport': 'false'}}",
                        "Resource: !GetAtt Copies.Arn\n            Condition: {Bool: {'aws:SecureTransport': 'true'}}",
                        "crossdock-copies: got no statement that denies"),
                new Plant("Resource: [!GetAtt State.Arn, !Sub '${State.Arn}/*']\n            Condition: {Bool:",
                        "Resource: [!GetAtt State.Arn, !Sub '${State.Arn}/*']\n            Condition: {Null:",
                        "crossdock-state: got no statement that denies"),
                new Plant("            Condition: {ArnEquals: {'aws:SourceArn': !GetAtt EcrPushes.Arn}}\n", "",
                        "lets in others than one named source"),
                new Plant("Principal: {Service: events.amazonaws.com}", "Principal: '*'",
                        "lets in others than one named source"));
    }

    private static List<Plant> storagePlants() {
        return List.of(new Plant("      BucketEncryption:", "      Bucket:", "Config: is not encrypted"),
                new Plant("BlockPublicPolicy: true", "BlockPublicPolicy: false",
                        "Config: BlockPublicPolicy is not true"),
                new Plant("          - {Id: broken-uploads, Status: Enabled, AbortIncompleteMultipartUpload: "
                        + "{DaysAfterInitiation: 1}}\n", "", "keeps uploads that nobody ended"),
                new Plant("DeletionPolicy: Retain", "DeletionPolicy: Delete", "Config: DeletionPolicy"),
                new Plant("SqsManagedSseEnabled: true", "SqsManagedSseEnabled: false", "Requests: is not encrypted"),
                new Plant("VersioningConfiguration: {Status: Enabled}", "VersioningConfiguration: {Status: Suspended}",
                        "Config: is not versioned"),
                new Plant("Prefix: claims/, Status: Enabled", "Prefix: claims/, Status: Disabled",
                        "State: what is written to claims/ never ends"),
                new Plant(
                        "Action: s3:PutObject\n                Resource:\n                  - !Sub ${State.Arn}/jobs/*",
                        "Action: s3:PutObject\n                Resource:\n                  - !Sub ${State.Arn}/*",
                        "written to anything"),
                new Plant("Prefix: messages/, Status: Enabled, ExpirationInDays: 60",
                        "Prefix: messages/, Status: Enabled, ExpirationInDays: 28", "messages/: ends before"));
    }

    private static List<Plant> textPlants() {
        return List.of(new Plant("CROSSDOCK_STATE: !Ref State\n",
                "CROSSDOCK_STATE: !Ref State\n        PROD_PASSWORD: x\n", "PROD_PASSWORD: a secret's value"),
                new Plant("Default: crossdock.yaml", "Default: AKIAIOSFODNN7EXAMPLE", "looks like a secret"),
                new Plant("Default: crossdock.yaml", "Default: https://me:hidden@example.com", "looks like a secret"),
                new Plant("  ConfigKey:\n    Type: String\n", "  ConfigKey:\n    Type: String\n    NoEcho: true\n",
                        "would be a parameter of the stack"),
                new Plant("Resources:\n", "Resources:\n  Hidden: {Type: 'AWS::SecretsManager::Secret', Properties: "
                        + "{SecretString: x}}\n", "would stand in the stack"),
                new Plant("{\"widgets\": [", "{\"widgets\": [,", "its body is no JSON"),
                new Plant("\"QueueName\", \"${AWS::StackName}-copies\"", "\"QueueName\", \"${AWS::StackName}-copy\"",
                        "draws crossdock-copy"),
                new Plant("SOURCE '/aws/lambda/${AWS::StackName}-plan'", "SOURCE '/aws/lambda/plan'",
                        "reads the log /aws/lambda/plan"),
                new Plant("    Description: Options of the functions' JVM.\n", "", "got no description"));
    }
}
