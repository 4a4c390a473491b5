package dev.crossdock.replication;

/** From where to where one tag is replicated. */
public record Route(Endpoint source, Endpoint target) {
    @Override
    public String toString() {
        return source + " → " + target;
    }
}
