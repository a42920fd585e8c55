/** Load at a fixed rate, for latencies that count what a waiting client would have seen. */
@org.jspecify.annotations.NullMarked
package dev.slipway.bench.load;
