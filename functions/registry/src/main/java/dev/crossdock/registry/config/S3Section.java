package dev.crossdock.registry.config;

import dev.crossdock.registry.StorageSettings;
import dev.crossdock.storage.s3.S3Settings;
import dev.crossdock.storage.s3.S3Settings.Bucket;
import dev.crossdock.storage.s3.S3Settings.Connection;
import dev.crossdock.storage.s3.S3Settings.Credentials;
import dev.crossdock.storage.s3.S3Settings.Parts;
import dev.crossdock.storage.s3.S3Settings.Redirects;
import dev.crossdock.storage.s3.S3Settings.Variant;
import dev.crossdock.storage.s3.S3Settings.Written;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code storage.s3}, with {@code storage.redirect}: which bucket, and how it is reached and written. */
final class S3Section {
    private S3Section() {}

    static StorageSettings read(Section storage) {
        Section s3 = storage.section("s3");
        s3.keys(List.of("accesskey", "secretkey", "region", "regionendpoint", "redirectendpoint", "forcepathstyle",
                "bucket", "rootdirectory", "encrypt", "keyid", "secure", "skipverify", "chunksize",
                "multipartcopychunksize", "multipartcopymaxconcurrency", "multipartcopythresholdsize", "storageclass",
                "objectacl", "accelerate", "usedualstack", "usefipsendpoint", "useragent"),
                Map.of("v4auth", "requests are always signed by version 4", "loglevel", "log.level counts for all",
                        "sessiontoken", "keys that end are taken from the environment, where the SDK renews them"));
        Bucket bucket = storage.make("s3", () -> new Bucket(s3.findText("bucket").orElse(""), s3.findText(
                "rootdirectory").orElse(""), s3.findText("region").orElse("")));
        return new StorageSettings.S3(storage.make("s3", () -> new S3Settings(bucket, connection(s3), credentials(s3),
                written(s3), parts(s3), redirects(storage, s3))));
    }

    private static Connection connection(Section s3) {
        boolean isSecure = s3.flag("secure", true);
        Optional<URI> endpoint = s3.find("regionendpoint", text -> Connection.endpoint(text, isSecure));
        Variant variant = new Variant(s3.flag("accelerate", false), s3.flag("usedualstack", false),
                s3.flag("usefipsendpoint", false));
        // As distribution has it: few stores but AWS's answer at a host of each bucket's.
        boolean isPathStyle = s3.flag("forcepathstyle", endpoint.isPresent());
        return s3.make("regionendpoint", () -> new Connection(endpoint, isPathStyle, variant, isSecure,
                !s3.flag("skipverify", false), s3.findText("useragent").orElse("")));
    }

    /** The secret key reaches no message: neither is read before both are known to be there. */
    private static Optional<Credentials> credentials(Section s3) {
        Optional<String> access = s3.findText("accesskey");
        Optional<String> secret = s3.findText("secretkey");
        if (access.isPresent() != secret.isPresent()) {
            throw s3.problem(access.isPresent() ? "secretkey" : "accesskey",
                    "is missing: wanted both accesskey and secretkey, or neither");
        }
        return access.map(name -> s3.make("accesskey", () -> new Credentials(name, secret.orElseThrow())));
    }

    private static Written written(Section s3) {
        return s3.make("keyid", () -> new Written(s3.flag("encrypt", false), s3.findText("keyid").orElse(""), s3
                .findText("storageclass").orElse(Written.USUAL.storageClass()),
                s3.findText("objectacl").orElse(Written.USUAL.objectAcl())));
    }

    private static Parts parts(Section s3) {
        Parts usual = Parts.USUAL;
        long chunk = chunkSize(s3);
        return s3.make("chunksize", () -> new Parts(chunk, s3.count("multipartcopythresholdsize").orElse(usual
                .copyThreshold()), s3.count("multipartcopychunksize").orElse(usual.copyChunkSize()),
                Math.min(s3.number("multipartcopymaxconcurrency", 1, Integer.MAX_VALUE).orElse(usual.copyWidth()),
                        Parts.WIDEST),
                Parts.memoryFor(chunk)));
    }

    /** Parts that are smaller than was asked for do no harm; a process without memory does. */
    private static long chunkSize(Section s3) {
        long wanted = s3.count("chunksize").orElse(Parts.USUAL.chunkSize());
        long most = Parts.largestHere();
        if (wanted <= most || wanted > Parts.LARGEST) {
            return wanted;
        }
        s3.warn("chunksize", "parts have %d bytes, half of the memory that this process may take: give it more"
                .formatted(most));
        return most;
    }

    private static Redirects redirects(Section storage, Section s3) {
        Section redirect = storage.section("redirect");
        redirect.keys("disable");
        Optional<URI> endpoint = s3.address("redirectendpoint");
        return s3.make("redirectendpoint", () -> new Redirects(!redirect.flag("disable", false), endpoint,
                Redirects.USUAL.lifetime()));
    }
}
