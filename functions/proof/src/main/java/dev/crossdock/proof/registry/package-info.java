/**
 * What the OCI distribution specification asks of a registry, workflow by workflow, and the traps that registries have
 * fallen into: one tree of tests, run on every kind of registry that can be set up.
 *
 * <p>Enters: a registry that was started from a config.yml, and HTTP. Leaves: nothing; every test has a repository of its
 * own. It never asks the registry's code: what it sees is what a client sees.
 */
@NullMarked
package dev.crossdock.proof.registry;

import org.jspecify.annotations.NullMarked;
