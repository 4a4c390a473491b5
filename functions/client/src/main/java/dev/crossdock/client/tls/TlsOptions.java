package dev.crossdock.client.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far a registry's certificate is believed, and who we are to it.
 *
 * @param authorities files of certificates in PEM, or folders of such files {@code *.crt}, trusted in addition to what
 *                    the machine trusts
 * @param clients     who we are; nobody where there are none
 * @param verify      false: any certificate will do, and a registry without TLS as well (skopeo's
 *                    {@code --tls-verify=false})
 */
public record TlsOptions(List<Path> authorities, List<Client> clients, boolean verify) {
    /** What the machine trusts, verified. */
    public static final TlsOptions STANDARD = new TlsOptions(List.of(), List.of(), true);

    /** No certificate is verified. */
    public static final TlsOptions UNVERIFIED = STANDARD.unverified();

    /** Where a certificate of ours lies, with those between it and its authority, and its key; all in PEM. */
    public sealed interface Client {
        /** In two files. */
        record Pair(Path certificate, Path key) implements Client {}

        /** In the files {@code NAME.cert} and {@code NAME.key} of a folder, for any number of names. */
        record Folder(Path folder) implements Client {}
    }

    /** Copies the lists in. */
    public TlsOptions {
        authorities = List.copyOf(authorities);
        clients = List.copyOf(clients);
    }

    /** What the machine trusts, and the authorities of the file or folder. */
    public static TlsOptions trusting(Path authorities) {
        return STANDARD.withAuthorities(authorities);
    }

    /** The same, trusting one more file or folder. */
    public TlsOptions withAuthorities(Path more) {
        return new TlsOptions(Stream.concat(authorities.stream(), Stream.of(more)).toList(), clients, verify);
    }

    /** The same, with one more certificate of ours. */
    public TlsOptions withClient(Client more) {
        return new TlsOptions(authorities, Stream.concat(clients.stream(), Stream.of(more)).toList(), verify);
    }

    /** The same, with what a folder holds that is laid out as containers-certs.d(5) says. */
    public TlsOptions withFolder(Path folder) {
        return withAuthorities(folder).withClient(new Client.Folder(folder));
    }

    /** The same for another server than the registry, which is not to know who we are. */
    public TlsOptions withoutClients() {
        return clients.isEmpty() ? this : new TlsOptions(authorities, List.of(), verify);
    }

    /** The same, believing everything. */
    public TlsOptions unverified() {
        return new TlsOptions(authorities, clients, false);
    }
}
