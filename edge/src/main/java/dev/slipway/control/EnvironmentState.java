package dev.slipway.control;

import dev.slipway.exchange.Live;
import java.util.concurrent.atomic.AtomicReference;

/** One environment's log and what is live; the log is guarded by the site's lock, the reference is read by anyone. */
record EnvironmentState(String name, ActivationHistory history, AtomicReference<Live> live) {}
