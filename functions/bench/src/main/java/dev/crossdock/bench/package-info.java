/**
 * Side-by-side runs. In go the built distribution, foreign programs and seeded images; out come tables in Markdown, with
 * the goals beside the figures. Nothing is asserted, and no class of the product is called: what is measured are the
 * programs that a person starts.
 */
@NullMarked
package dev.crossdock.bench;

import org.jspecify.annotations.NullMarked;

// tidy: types four benches share one scaffold, and nothing of it is met from outside
