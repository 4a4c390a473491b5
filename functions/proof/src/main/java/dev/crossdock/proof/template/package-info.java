/**
 * The template of what deploys on AWS, read as CloudFormation would resolve it, and who may do what by it.
 *
 * <p>Enters: {@code infra/sam/template.yaml}, values of its parameters, calls that were recorded. Leaves: its functions,
 * queues and statements, each name and ARN resolved for one made-up account; the calls that a role refuses, and what a
 * role allows though nobody calls it. Asks nothing of AWS.
 */
@NullMarked
package dev.crossdock.proof.template;

import org.jspecify.annotations.NullMarked;
