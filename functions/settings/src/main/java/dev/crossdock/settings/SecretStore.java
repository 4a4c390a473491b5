package dev.crossdock.settings;

import java.util.Optional;

/**
 * Where secrets lie that a configuration names and does not hold. Whoever reads a configuration gives one; where it cannot
 * give the secret it throws IllegalArgumentException, which is told with the place in the configuration.
 */
public interface SecretStore {
    /** For who runs where no such store is at hand. */
    SecretStore NONE = new SecretStore() {
        @Override
        public Secret secret(String name, Optional<String> field) {
            throw elsewhere("{secret: …} is read from AWS Secrets Manager");
        }

        @Override
        public Secret parameter(String name) {
            throw elsewhere("{parameter: …} is read from AWS Systems Manager");
        }

        private static IllegalArgumentException elsewhere(String what) {
            return new IllegalArgumentException(
                    what + ", which the functions on AWS do alone: wanted {env: NAME} or {file: path} here");
        }
    };

    /**
     * A secret of Secrets Manager.
     *
     * @param name  or ARN
     * @param field of the JSON object that the secret is; without one it is the secret itself
     */
    Secret secret(String name, Optional<String> field);

    /** A parameter of Systems Manager, decrypted. */
    Secret parameter(String name);
}
