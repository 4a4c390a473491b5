/**
 * Makes what a registry needs before it first serves.
 *
 * <p>Enters: a folder, and the names that clients will use. Leaves: a configuration, a user, a certificate and its key.
 * Never writes over anything, never keeps a password in the open, and never gives a secret's file to others than its owner.
 */
@NullMarked
package dev.crossdock.registry.setup;

import org.jspecify.annotations.NullMarked;
