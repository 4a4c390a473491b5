package dev.crossdock.client.auth.ecr;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private registry of Amazon, by its name: {@code 123456789012.dkr.ecr.eu-west-1.amazonaws.com}. The names end in
 * domains of AWS alone, so that no other server is sent a login.
 */
record EcrHost(String account, String region, boolean isFips) {
    private static final Pattern NAME = Pattern
            .compile("([0-9]{12})\\.dkr[.-]ecr(-fips)?\\.([a-z]{2}(?:-[a-z]{1,20}){1,3}"
                    + "-[0-9]{1,2})\\.(?:amazonaws\\.com|amazonaws\\.com\\.cn|amazonaws\\.eu|on\\.aws|on\\.amazonwebservices\\.com\\.cn)");

    static Optional<EcrHost> of(String host) {
        Matcher name = NAME.matcher(host.toLowerCase(Locale.ROOT));
        return name.matches()
                ? Optional.of(new EcrHost(name.group(1), name.group(3), name.group(2) != null))
                : Optional.empty();
    }
}
