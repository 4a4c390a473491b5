/**
 * One process around the steps: webhook addresses, requests on demand, health, metrics, and the sweep's clock.
 *
 * <p>Enters: {@code crossdock.yaml} and HTTP requests. Leaves: messages on the queue, durable before any 2xx. It decides
 * nothing about images; Micronaut takes its properties from this code alone.
 */
@NullMarked
package dev.crossdock.serve;

import org.jspecify.annotations.NullMarked;
