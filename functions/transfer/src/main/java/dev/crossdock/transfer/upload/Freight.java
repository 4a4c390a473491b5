package dev.crossdock.transfer.upload;

import dev.crossdock.image.Descriptor;
import dev.crossdock.transfer.Circumstance;
import dev.crossdock.transfer.HostTraits;
import dev.crossdock.transfer.RegistryException;
import dev.crossdock.transfer.Source;
import dev.crossdock.transfer.Target;
import dev.crossdock.transfer.TransferTerms;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One blob on its way from a source to a target. */
record Freight(Source source, Target target, Descriptor blob, TransferTerms terms) {
    HostTraits.Uploads host() {
        return target.traits().uploads();
    }

    void learn(UnaryOperator<HostTraits> observation) {
        target.observed(observation.apply(target.traits()));
    }

    /**
     * The source has its own attempts; when it gives up, another upload would not help. After a comma a place may say
     * more: the token server that was asked on its behalf, the login that was of no use.
     */
    boolean isOfSource(RegistryException failure) {
        String own = "source " + source.place();
        String place = failure.circumstance().place();
        return place.equals(own) || place.startsWith(own + ", ");
    }

    RegistryException.Unavailable unavailable(String got, String wanted) {
        return new RegistryException.Unavailable(
                new Circumstance("push blob", blob.digest().toString(), "target " + target.place(), got, wanted),
                Optional.empty(), null);
    }
}
