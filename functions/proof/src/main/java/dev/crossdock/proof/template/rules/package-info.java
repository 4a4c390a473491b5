/**
 * What no linter knows of the template: the rules that hold crossdock together on AWS, each with a planted fault that it
 * has to find.
 *
 * <p>Enters: a template. Leaves: a line for every place that breaks a rule: where, what was found, what is wanted.
 */
@NullMarked
package dev.crossdock.proof.template.rules;

import org.jspecify.annotations.NullMarked;
