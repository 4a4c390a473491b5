package dev.crossdock.cli.sides;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of the target. */
final class TargetOptions extends Side {
    TargetOptions() {
        super("dest");
    }

    @Option(names = "--dest-tls-verify", arity = "0..1", fallbackValue = "true", paramLabel = "BOOL", description = "Verify the target's certificate, as is done anyway; with =false plain HTTP will do as well")
    void setTlsVerify(boolean verify) {
        tlsVerify = verify;
    }

    @Option(names = {"--dest-creds", "--dcreds"}, paramLabel = "USER:PASSWORD", description = "Who asks the target")
    void setCreds(String userAndPassword) {
        creds = userAndPassword;
    }

    @Option(names = "--dest-no-creds", description = "Ask the target as nobody in particular")
    void setNoCreds(boolean nobody) {
        noCreds = nobody;
    }

    @Option(names = "--dest-username", paramLabel = "USER", description = "Who asks the target, with --dest-password")
    void setUsername(String user) {
        username = user;
    }

    @Option(names = "--dest-password", paramLabel = "PASSWORD", description = "Of --dest-username")
    void setPassword(String secret) {
        password = secret;
    }

    @Option(names = "--dest-registry-token", paramLabel = "TOKEN", description = "Bearer token for the target, sent as it is")
    void setRegistryToken(String token) {
        registryToken = token;
    }

    @Option(names = "--dest-token-server", paramLabel = "URL", description = "May receive the target's credentials for a token, besides its own host")
    void setTokenServers(List<URI> origins) {
        tokenServers = origins;
    }

    @Option(names = "--dest-cert-dir", paramLabel = "DIR", description = "For the target: authorities (*.crt), client certificates and keys (*.cert, *.key)")
    void setCertDir(Path folder) {
        certDir = folder;
    }

    @Option(names = "--dest-authfile", paramLabel = "FILE", description = "Credentials for the target")
    void setAuthFile(Path file) {
        authFile = file;
    }
}
