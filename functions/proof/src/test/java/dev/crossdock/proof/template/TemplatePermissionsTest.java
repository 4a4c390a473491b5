package dev.crossdock.proof.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each planted fault in what was called, and in what is allowed, is found, and nothing else. */
final class TemplatePermissionsTest {
    private static final String SITE = """
            Resources:
              Work:
                Type: AWS::SQS::Queue
                Properties: {QueueName: !Sub '${AWS::StackName}-work'}
              State:
                Type: AWS::S3::Bucket
              Log:
                Type: AWS::Logs::LogGroup
                Properties: {LogGroupName: log}
              SignIn:
                Type: AWS::IAM::ManagedPolicy
                Properties:
                  PolicyDocument:
                    Statement: {Effect: Allow, Action: 'ecr:GetAuthorizationToken', Resource: '*'}
              Role:
                Type: AWS::IAM::Role
                Properties:
                  ManagedPolicyArns: [!Ref SignIn]
                  Policies:
                    - PolicyDocument:
                        Statement:
                          - {Sid: Log, Effect: Allow, Action: 'logs:PutLogEvents', Resource: !GetAtt Log.Arn}
                          - {Sid: Consume, Effect: Allow, Action: ['sqs:ReceiveMessage'], Resource: !GetAtt Work.Arn}
                          - {Sid: Send, Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Work.Arn}
                          - {Sid: Read, Effect: Allow, Action: 's3:GetObject', Resource: !Sub '${State.Arn}/open/*'}
                          - Sid: List
                            Effect: Allow
                            Action: s3:ListBucket
                            Resource: !GetAtt State.Arn
                            Condition: {StringLikeIfExists: {'s3:prefix': ['open/*']}}
                          - {Sid: Secret, Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:crossdock/*'}
              Copy:
                Type: AWS::Serverless::Function
                Properties:
                  Role: !GetAtt Role.Arn
                  Events: {Work: {Type: SQS, Properties: {Queue: !GetAtt Work.Arn}}}
            """;
    private static final List<Call> CALLS = List.of(
            Call.onQueue("SendMessageBatch", "http://localhost:9/0/crossdock-work"),
            Call.onObject("HeadObject", "crossdock-state", "open/a"),
            Call.onBucket("ListObjectsV2", "crossdock-state", "open/b"), Call.onNothing("Ecr", "GetAuthorizationToken"),
            Call.onSecret("GetSecretValue", "crossdock/prod"));

    @Test
    void callsThatAreAllowed_andAllOfThem_pass() {
        assertThat(check(SITE, CALLS)).isEmpty();
    }

    @Test
    void callThatNoStatementAllows_isFound() {
        assertThat(check(SITE, with(Call.onObject("PutObject", "crossdock-state", "open/a")))).singleElement()
                .asString()
                .contains("Copy: PutObject on arn:aws:s3:::crossdock-state/open/a", "let its role allow s3:PutObject");
        assertThat(check(SITE, with(Call.onObject("GetObject", "crossdock-state", "jobs/a")))).singleElement()
                .asString()
                .contains("crossdock-state/jobs/a");
        assertThat(check(SITE, with(Call.onQueue("SendMessage", "http://localhost:9/0/crossdock-other"))))
                .singleElement()
                .asString().contains("crossdock-other");
        assertThat(check(SITE, with(Call.onParameter("GetParameter", "/crossdock/x")))).singleElement().asString()
                .contains("parameter/crossdock/x");
        assertThat(check(SITE, with(Call.onRepository("CreateRepository", "mirror/app")))).singleElement().asString()
                .contains("ecr:CreateRepository");
    }

    @Test
    void conditionThatDoesNotHold_refuses() {
        assertThat(check(SITE, with(Call.onBucket("ListObjectsV2", "crossdock-state", "jobs/")))).singleElement()
                .asString().contains("s3:prefix=jobs/");
        assertThat(check(SITE.replace("StringLikeIfExists", "StringLike"), with(new Call("S3", "HeadBucket",
                "arn:aws:s3:::crossdock-state")))).singleElement().asString().contains("HeadBucket");
    }

    @Test
    void statementThatDenies_refusesWhatAnotherAllows() {
        String signIn = "{Effect: Allow, Action: 'ecr:GetAuthorizationToken', Resource: '*'}";
        String denying = SITE.replace(signIn,
                "[%s, {Effect: Deny, Action: 'sqs:Send*', Resource: '*'}]".formatted(signIn));
        assertThat(check(denying, CALLS)).singleElement().asString().contains("SendMessageBatch");
    }

    @Test
    void permissionThatNobodyUses_isFound() {
        for (Call call : CALLS) {
            List<Call> fewer = new ArrayList<>(CALLS);
            fewer.remove(call);
            // A read of the bucket needs the permission to list it, a listing is none to read.
            int wanted = call.operation().equals("ListObjectsV2") ? 0 : 1;
            assertThat(check(SITE, fewer)).as("without %s", call).hasSize(wanted)
                    .allSatisfy(line -> assertThat(line).contains("take it away", call.actions().getFirst()));
        }
        assertThat(check(SITE.replace("['sqs:ReceiveMessage']", "['sqs:ReceiveMessage', 'sqs:PurgeQueue']"), CALLS))
                .singleElement().asString().contains("Consume: allows sqs:PurgeQueue");
        assertThat(check(SITE.replace("'${State.Arn}/open/*'", "'${State.Arn}/jobs/*'"), CALLS)).hasSize(2);
        assertThat(check(SITE.replace("Events: {Work", "Other: {Work"), CALLS)).singleElement().asString()
                .contains("sqs:ReceiveMessage");
    }

    @Test
    void policyOfAws_isNotReadOver() {
        assertThatThrownBy(
                () -> check(SITE.replace("!Ref SignIn", "'arn:aws:iam::aws:policy/AdministratorAccess'"), CALLS))
                .hasMessageContaining("wanted a policy that stands in the template");
    }

    @Test
    void functionThatNobodyRecorded_isFound() {
        assertThat(TemplatePermissions.check(Template.parse(SITE), Map.of())).containsExactly(
                "Copy: no calls of it were recorded");
        assertThat(TemplatePermissions.refused(Template.parse(SITE), Map.of("Copy", List.of()))).isEmpty();
    }

    @Test
    void exempt_isWhatSomebodyGivesAReasonFor_andNothingElse() {
        String site = SITE.replace("['sqs:ReceiveMessage']", "['sqs:ReceiveMessage', 'sqs:PurgeQueue']");
        assertThat(wider(site, new Exemption("Copy", "sqs:Purge*", "arn:*", "a person alone"))).isEmpty();
        assertThat(wider(site, new Exemption("Plan", "sqs:Purge*", "*", "another function"),
                new Exemption("*", "sqs:SetQueueAttributes", "*", "another action"),
                new Exemption("*", "*", "arn:aws:s3:*", "another resource"))).singleElement().asString()
                .contains("sqs:PurgeQueue");
        assertThatThrownBy(() -> new Exemption("Copy", "sqs:*", "*", " ")).hasMessageContaining("wanted a reason");
    }

    private static List<String> wider(String site, Exemption... exemptions) {
        return TemplatePermissions.wider(Template.parse(site), Map.of("Copy", CALLS), List.of(exemptions));
    }

    private static List<Call> with(Call more) {
        List<Call> calls = new ArrayList<>(CALLS);
        calls.add(more);
        return calls;
    }

    private static List<String> check(String site, List<Call> calls) {
        return TemplatePermissions.check(Template.parse(site), Map.of("Copy", calls));
    }
}
