package dev.crossdock.cli.sides;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of the source. */
final class SourceOptions extends Side {
    SourceOptions() {
        super("src");
    }

    @Option(names = "--src-tls-verify", arity = "0..1", fallbackValue = "true", paramLabel = "BOOL", description = "Verify the source's certificate, as is done anyway; with =false plain HTTP will do as well")
    void setTlsVerify(boolean verify) {
        tlsVerify = verify;
    }

    @Option(names = {"--src-creds", "--screds"}, paramLabel = "USER:PASSWORD", description = "Who asks the source")
    void setCreds(String userAndPassword) {
        creds = userAndPassword;
    }

    @Option(names = "--src-no-creds", description = "Ask the source as nobody in particular")
    void setNoCreds(boolean nobody) {
        noCreds = nobody;
    }

    @Option(names = "--src-username", paramLabel = "USER", description = "Who asks the source, with --src-password")
    void setUsername(String user) {
        username = user;
    }

    @Option(names = "--src-password", paramLabel = "PASSWORD", description = "Of --src-username")
    void setPassword(String secret) {
        password = secret;
    }

    @Option(names = "--src-registry-token", paramLabel = "TOKEN", description = "Bearer token for the source, sent as it is")
    void setRegistryToken(String token) {
        registryToken = token;
    }

    @Option(names = "--src-token-server", paramLabel = "URL", description = "May receive the source's credentials for a token, besides its own host")
    void setTokenServers(List<URI> origins) {
        tokenServers = origins;
    }

    @Option(names = "--src-cert-dir", paramLabel = "DIR", description = "For the source: authorities (*.crt), client certificates and keys (*.cert, *.key)")
    void setCertDir(Path folder) {
        certDir = folder;
    }

    @Option(names = "--src-authfile", paramLabel = "FILE", description = "Credentials for the source")
    void setAuthFile(Path file) {
        authFile = file;
    }
}
