/**
 * What of AWS the functions ask for besides queues and objects: secrets, parameters, new repositories.
 *
 * <p>Enters: names out of the configuration. Leaves: secrets, which nothing prints, and created repositories. It is three
 * calls of one form, a signed JSON POST; the SDK's own clients for them are 7 MB and were left out, its signer and its
 * credentials are used.
 */
@NullMarked
package dev.crossdock.aws.access;

import org.jspecify.annotations.NullMarked;
