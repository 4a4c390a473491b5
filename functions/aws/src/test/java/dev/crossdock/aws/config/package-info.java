@NullMarked
package dev.crossdock.aws.config;

import org.jspecify.annotations.NullMarked;
