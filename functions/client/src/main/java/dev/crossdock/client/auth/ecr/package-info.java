/**
 * Amazon's registries: who asks them is the role, the profile or the keys that AWS's own tools would use.
 *
 * <p>Enters: the host of a registry. Leaves: the twelve-hour login that ECR gives for it. AWS's SDK is loaded when the
 * first such registry wants to know who asks, and never otherwise.
 */
@NullMarked
package dev.crossdock.client.auth.ecr;

import org.jspecify.annotations.NullMarked;
