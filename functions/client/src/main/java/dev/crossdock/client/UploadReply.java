package dev.crossdock.client;

import dev.crossdock.client.http.Address;
import dev.crossdock.client.http.ErrorBody;
import dev.crossdock.client.http.ErrorBody.Code;
import dev.crossdock.client.http.Errand;
import dev.crossdock.client.http.Reply;
import dev.crossdock.transfer.RegistryException.Refused;
import dev.crossdock.transfer.Upload.Reason;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What registries say in their answers to uploads, each in its own way. */
final class UploadReply {
    /** {@code 0-1023}; some say {@code bytes=0-1023}. */
    private static final Pattern RANGE = Pattern.compile("(?:bytes[ =])?(\\d{1,18})-(\\d{1,18})(?:/.*)?");
    /** ECR: "First byte of the layer part is X instead of Y"; its Range stays at the first chunk (containers-roadmap#2831). */
    private static final Pattern INSTEAD_OF = Pattern.compile("instead of '?(\\d{1,18})");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private UploadReply() {}

    /** How many bytes the registry says it holds. {@code 0-0} is what an empty upload has: the form knows no empty range. */
    static OptionalLong held(Reply reply) {
        Matcher range = RANGE.matcher(reply.header("Range").orElse("").strip());
        if (!range.matches()) {
            return OptionalLong.empty();
        }
        long last = Long.parseLong(range.group(2));
        return OptionalLong.of(last == 0 ? 0 : last + 1);
    }

    /** The offset that a registry waits for which declined a chunk. */
    static OptionalLong wanted(Reply reply, ErrorBody said) {
        Matcher text = INSTEAD_OF.matcher(said.toString());
        return text.find() ? OptionalLong.of(Long.parseLong(text.group(1))) : held(reply);
    }

    /** OCI-Chunk-Min-Length, or 0. */
    static int leastChunk(Reply reply) {
        String text = reply.header("OCI-Chunk-Min-Length").orElse("0").strip();
        return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    }

    /** Where the upload goes on: relative or absolute, and never without TLS where the registry has it. */
    static Optional<Address> next(Errand errand, Reply reply) {
        Optional<Address> location = reply.header("Location").flatMap(reply.address()::resolve);
        if (location.isPresent() && reply.address().isHttps() && !location.get().isHttps()) {
            throw new Refused(errand.got("an upload address without TLS, " + location.get(),
                    "one with https:// (a registry behind a proxy has to be told by which name it is reached)"), null);
        }
        return location;
    }

    /** Why bytes were declined, where another way of sending them may help; empty for every other failure. */
    static Optional<Reason> reason(Reply reply, ErrorBody said) {
        if (said.has(Code.DIGEST_INVALID)) {
            return Optional.of(Reason.OTHER_BYTES);
        }
        boolean gone = said.has(Code.BLOB_UPLOAD_UNKNOWN) || said.has(Code.BLOB_UPLOAD_INVALID);
        return switch (reply.status()) {
            case 413 -> Optional.of(Reason.TOO_LARGE);
            // GHCR: 416 "the request body is too large and exceeds the maximum permissible limit of 4.00MiB"
            case 416 -> Optional.of(said.toString().toLowerCase(Locale.ROOT).contains("too large")
                    ? Reason.TOO_LARGE
                    : Reason.OUT_OF_PLACE);
            case 410 -> Optional.of(Reason.GONE);
            // Some have no word, or none of OCI's, for an upload they no longer know.
            case 404 -> gone || !(said.has(Code.NAME_UNKNOWN) || said.has(Code.UNSUPPORTED))
                    ? Optional.of(Reason.GONE)
                    : unsupported(said);
            case 400 -> gone ? Optional.of(Reason.GONE) : unsupported(said);
            case 405, 501 -> Optional.of(Reason.NO_CHUNKS);
            default -> unsupported(said);
        };
    }

    private static Optional<Reason> unsupported(ErrorBody said) {
        return said.has(Code.UNSUPPORTED) ? Optional.of(Reason.NO_CHUNKS) : Optional.empty();
    }
}
