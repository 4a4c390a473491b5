package dev.crossdock.aws.access;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossdock.aws.access.AwsCalls.DeniedException;
import dev.crossdock.image.Repository;
import dev.crossdock.settings.limits.RepositoryTemplate;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.RegistryException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.Region;

/** Creates repositories in one of Amazon's registries, all by one template. */
public final class EcrRepositories {
    private static final Pattern HOST = Pattern
            .compile("(?<account>[0-9]{12})\\.dkr[.-]ecr(-fips)?\\.(?<region>[a-z0-9-]+)\\..+");
    private static final JsonMapper JSON = new JsonMapper();

    private final AwsCalls calls;
    private final Owner owner;
    private final RepositoryTemplate template;

    /** Whose registry it is, and where. */
    public record Owner(String account, String region) {
        /** Of a registry's host; empty where that is none of Amazon's. */
        public static Optional<Owner> of(String host) {
            Matcher name = HOST.matcher(host.toLowerCase(Locale.ROOT));
            return name.matches()
                    ? Optional.of(new Owner(name.group("account"), name.group("region")))
                    : Optional.empty();
        }
    }

    /** Asks by these calls, in the owner's region. */
    public EcrRepositories(AwsCalls calls, Owner owner, RepositoryTemplate template) {
        this.calls = calls;
        this.owner = owner;
        this.template = template;
    }

    /** When it returns, the repository is there, by whomever it was created. */
    void create(Repository repository) {
        try {
            calls.call(AwsApi.REPOSITORIES, Region.of(owner.region), "CreateRepository", arguments(repository));
        } catch (DeniedException e) {
            if (!e.code().startsWith("RepositoryAlreadyExists")) {
                throw new RegistryException.Refused(new Circumstance("create repository", repository.toString(),
                        "target ECR of %s in %s".formatted(owner.account, owner.region), String.valueOf(e.getMessage()),
                        "a role that may ecr:CreateRepository there (parameters CreateRepositories and EcrTargets of "
                                + "the stack, and EcrKey where kmsKey names a key), or a repository that exists"),
                        e);
            }
        }
    }

    private ObjectNode arguments(Repository repository) {
        ObjectNode arguments = JSON.createObjectNode();
        arguments.put("registryId", owner.account);
        arguments.put("repositoryName", repository.toString());
        arguments.put("imageTagMutability", template.immutableTags() ? "IMMUTABLE" : "MUTABLE");
        arguments.putObject("imageScanningConfiguration").put("scanOnPush", template.scanOnPush());
        template.encryption().ifPresent(encryption -> {
            ObjectNode configuration = arguments.putObject("encryptionConfiguration").put("encryptionType", "KMS");
            encryption.key().ifPresent(key -> configuration.put("kmsKey", key));
        });
        return arguments;
    }
}
