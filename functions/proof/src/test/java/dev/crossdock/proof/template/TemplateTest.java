package dev.crossdock.proof.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** CloudFormation's functions mean what CloudFormation says; the deployed template is read whole. */
final class TemplateTest {
    private static final String SMALL = """
            Parameters:
              Key: {Default: ''}
              Seconds: {Default: 7}
            Conditions:
              HasKey: !Not [!Equals [!Ref Key, '']]
            Globals: {Function: {Timeout: 3, Environment: {Variables: {A: 1, B: 2}}}}
            Resources:
              Work: {Type: 'AWS::SQS::Queue', Properties: {QueueName: !Sub '${AWS::StackName}-w', VisibilityTimeout: !Ref Seconds}}
              Topic: {Type: 'AWS::SNS::Topic', Condition: HasKey, Properties: {}}
              Main:
                Type: AWS::Serverless::Function
                Properties:
                  Timeout: 9
                  Environment: {Variables: {B: !Ref Work, C: !Sub '${Work.Arn}/${!x}'}}
                  Tags: [!If [HasKey, !Ref Key, !Ref AWS::NoValue], last]
            """;

    @Test
    void references_areResolved() {
        LambdaFunction main = Template.parse(SMALL).function("Main");

        assertThat(main.environment()).containsEntry("A", "1")
                .containsEntry("B", "https://sqs.eu-west-1.amazonaws.com/123456789012/crossdock-w")
                .containsEntry("C", "arn:aws:sqs:eu-west-1:123456789012:crossdock-w/${x}");
        assertThat(main.timeoutSeconds()).isEqualTo(9);
        assertThat(Template.parse(SMALL).queues().getFirst().visibilitySeconds()).isEqualTo(7);
    }

    @Test
    void condition_decides() {
        Template without = Template.parse(SMALL);
        Template with = without.with("Key", "k");

        assertThat(without.resources("AWS::SNS::Topic")).isEmpty();
        assertThat(without.function("Main").properties().get("Tags").texts()).containsExactly("last");
        assertThat(with.resources("AWS::SNS::Topic")).hasSize(1);
        assertThat(with.function("Main").properties().get("Tags").texts()).containsExactly("k", "last");
    }

    @Test
    void faults_areNotReadOver() {
        for (List<String> fault : List.of(List.of("!Ref Work,", "!Ref Wrok,"), List.of("Work.Arn", "Work.Arm"),
                List.of("Work.Arn", "Wrok.Arn"), List.of("!Ref Seconds", "!ImportValue Seconds"),
                List.of("Timeout: 9", "{Timeout: 9"), List.of("Seconds: {", "Key: {"), List.of("B: 2", "B: "))) {
            assertThat(SMALL).contains(fault.getFirst());
            assertThatThrownBy(() -> Template.parse(SMALL.replace(fault.getFirst(), fault.getLast())).functions())
                    .as(fault.toString()).isInstanceOf(RuntimeException.class);
        }
        assertThatThrownBy(() -> Template.parse(SMALL).with("Nothing", "x")).hasMessageContaining("Nothing");
    }

    @Test
    void deployed_isTheFlow() {
        Template template = Template.deployed();

        assertThat(template.functions()).extracting(LambdaFunction::id).containsExactly("Receive", "Plan", "Copy",
                "Publish", "Sweep");
        assertThat(template.functions().stream().flatMap(function -> function.eventSources().stream())
                .map(EventSource::queueArn).flatMap(arn -> template.queue(arn).stream()).map(MessageQueue::id))
                .containsExactly("Requests", "Copies", "Publishes");
        assertThat(Stream.of("Receive", "Plan", "Copy", "Publish", "Sweep").map(template::function)
                .map(LambdaFunction::handler)).containsExactly("dev.crossdock.aws.ReceiveHandler",
                        "dev.crossdock.aws.PlanHandler", "dev.crossdock.aws.CopyHandler",
                        "dev.crossdock.aws.PublishHandler", "dev.crossdock.aws.SweepHandler");
        assertThat(template.function("Copy").environment()).containsEntry("CROSSDOCK_CONFIG",
                "s3://crossdock-config/crossdock.yaml").containsEntry("CROSSDOCK_STATE", "crossdock-state");
    }
}
