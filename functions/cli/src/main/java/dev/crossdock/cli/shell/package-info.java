/**
 * What all verbs share as programs: exit codes, failures in one line, the terminal, running until stopped.
 */
@NullMarked
package dev.crossdock.cli.shell;

import org.jspecify.annotations.NullMarked;
