@NullMarked
package dev.crossdock.aws.access;

import org.jspecify.annotations.NullMarked;
