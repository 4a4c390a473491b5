package dev.crossdock.proof.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossdock.aws.access.EcrRepositories;
import dev.crossdock.image.Digest;
import dev.crossdock.plan.Rule;
import dev.crossdock.settings.CrossdockSettings;
import dev.crossdock.settings.RegistrySettings;
import dev.crossdock.settings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The configuration to begin with is one that the functions read, and that their roles let them act by. */
final class SampleConfigurationTest {
    private final Template template = Template.deployed();
    private final Asked asked = new Asked();
    @SuppressWarnings("NullAway.Init") // Read before each test.
    private CrossdockSettings settings;

    /** A store that has every secret, and notes which were asked for. */
    private static final class Asked implements Secret.Store {
        private final List<Call> calls = new ArrayList<>();
        private final List<String> values = new ArrayList<>();

        @Override
        public Secret secret(String name, Optional<String> field) {
            calls.add(Call.onSecret("GetSecretValue", name));
            return made(name + field);
        }

        @Override
        public Secret parameter(String name) {
            calls.add(Call.onParameter("GetParameter", name));
            return made(name);
        }

        private Secret made(String name) {
            values.add(Digest.sha256(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hex());
            return new Secret(values.getLast());
        }
    }

    @BeforeEach
    void read() throws IOException {
        String text = Files.readString(Path.of(System.getProperty("crossdock.root"), "infra/sam/crossdock.yaml"));
        settings = CrossdockSettings.parse("infra/sam/crossdock.yaml", text, Map.of(), asked);
    }

    @Test
    void everyRole_mayReadTheConfigurationAndItsSecrets() {
        String[] place = template.function("Plan").environment().getOrDefault("CROSSDOCK_CONFIG", "")
                .replaceFirst("s3://", "").split("/", 2);
        Call configuration = Call.onObject("GetObject", place[0], place[1]);
        assertThat(asked.calls).as("nothing is fetched that nobody asks for").isEmpty();
        settings.fetchCredentials();
        List<Call> credentials = drained();
        settings.registries().values().forEach(each -> each.webhookToken().ifPresent(Secret::value));
        List<Call> tokens = drained();

        assertThat(List.of(credentials, tokens)).as("secrets are named, not held").noneMatch(List::isEmpty);
        for (LambdaFunction function : template.functions()) {
            boolean isReceive = function.id().equals("Receive");
            List<Call> calls = new ArrayList<>(isReceive ? tokens : credentials);
            calls.add(configuration);
            assertThat(TemplatePermissions.refused(template, Map.of(function.id(), calls))).isEmpty();
        }
        assertThat(TemplatePermissions.refused(template, Map.of("Receive", credentials)))
                .as("anybody may call it").hasSameSizeAs(credentials);
    }

    private List<Call> drained() {
        List<Call> calls = List.copyOf(asked.calls);
        asked.calls.clear();
        return calls;
    }

    @Test
    void webhooksAreTaken_andAmazonsRegistryIsAskedByTheRole() {
        assertThat(settings.registries().values()).anySatisfy(
                each -> assertThat(each.webhookToken().map(Secret::value).filter(asked.values::contains)).isPresent());
        assertThat(settings.registries().values()).filteredOn(SampleConfigurationTest::isAmazons).isNotEmpty()
                .allSatisfy(each -> assertThat(each.credentials()).isEmpty());
    }

    private static boolean isAmazons(RegistrySettings registry) {
        return EcrRepositories.Owner.of(String.valueOf(registry.url().getHost())).isPresent();
    }

    @Test
    void rulesTargets_areWhatTheRoleMayWrite() {
        assertThat(settings.rules().rules()).extracting(Rule::name).containsExactly("everything-of-team");
        List<String> repositories = settings.rules().rules().stream().flatMap(rule -> rule.targets().stream())
                .filter(target -> isAmazons(java.util.Objects.requireNonNull(
                        settings.registries().get(target.registry()))))
                .map(target -> target.repository().toString().replace("{repository}", "team/app")).toList();
        assertThat(repositories).containsExactly("mirror/team/app").allSatisfy(name -> {
            List<Call> calls = List.of(Call.onRepository("PutImage", name),
                    Call.onRepository("InitiateLayerUpload", name));
            assertThat(TemplatePermissions.refused(template, Map.of("Copy", calls, "Publish", calls))).isEmpty();
            assertThat(TemplatePermissions.refused(template, Map.of("Plan", calls))).as("who writes nothing")
                    .hasSize(2);
        });
    }
}
