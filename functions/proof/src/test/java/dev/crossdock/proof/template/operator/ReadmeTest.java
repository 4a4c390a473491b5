package dev.crossdock.proof.template.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.proof.template.MessageQueue;
import dev.crossdock.proof.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What infra/README.md tells an operator to type fits the template. */
final class ReadmeTest {
    private static final Pattern OUTPUT = Pattern.compile("\\$\\(output (\\w+)\\)");
    private static final Pattern MOVE = Pattern.compile("aws sqs start-message-move-task(?<arguments>.*)");
    private static final Pattern FROM = Pattern.compile("--source-arn \"\\$\\(output (\\w+)\\)\"");
    private static final Pattern BACK = Pattern.compile("--destination-arn \"\\$\\(output (\\w+)\\)\"");

    private final Template template = Template.deployed();

    private static String readme() throws IOException {
        return Files.readString(Path.of(System.getProperty("crossdock.root"), "infra/README.md"));
    }

    @Test
    void outputs_areThere() throws IOException {
        assertThat(OUTPUT.matcher(readme()).results().map(found -> found.group(1))).isNotEmpty()
                .allSatisfy(name -> assertThat(template.output(name)).isNotEmpty());
    }

    /** Without a destination SQS asks who brought the letters, and it was not SQS: CouldNotDetermineMessageSource. */
    @Test
    void deadLetters_goBackToTheirQueue_byName() throws IOException {
        Map<String, String> moves = new HashMap<>();
        MOVE.matcher(readme()).results().map(found -> found.group("arguments")).forEach(arguments -> moves.put(
                arn(FROM, arguments), arn(BACK, arguments)));
        Map<String, String> wanted = template.queues().stream().filter(queue -> queue.deadLetterArn().isPresent())
                .collect(Collectors.toMap(queue -> queue.deadLetterArn().orElseThrow(), MessageQueue::arn));

        assertThat(moves).isNotEmpty().isEqualTo(wanted);
    }

    private String arn(Pattern argument, String arguments) {
        Optional<String> output = argument.matcher(arguments).results().map((MatchResult it) -> it.group(1))
                .findFirst();
        return output.map(template::output).orElse("none in" + arguments);
    }
}
