/**
 * The verb {@code demo}: an image of its own, and a site of two registries and a server to show it arriving in.
 */
@NullMarked
package dev.crossdock.cli.demo;

import org.jspecify.annotations.NullMarked;
