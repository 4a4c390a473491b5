@NullMarked
package dev.crossdock.aws.lambda;

import org.jspecify.annotations.NullMarked;
