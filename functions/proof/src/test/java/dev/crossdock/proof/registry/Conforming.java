package dev.crossdock.proof.registry;

import dev.crossdock.proof.registry.wire.Wire;

/** A registry that is held to the specification. */
interface Conforming {
    /** To the registry, which all tests of a class share. */
    Wire wire();

    /** The name of a repository that no other test has. */
    String newRepository();
}
