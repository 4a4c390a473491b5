/**
 * What an operator types, by the page that says so: the commands of infra/README.md against the template, and the teardown
 * against an account that is a folder. It asks no AWS.
 */
@NullMarked
package dev.crossdock.proof.template.operator;

import org.jspecify.annotations.NullMarked;
