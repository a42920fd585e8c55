package dev.slipway.cli;

import dev.slipway.api.Activation;
import dev.slipway.api.NodeStatus.EnvironmentStatus;
import java.io.PrintStream;

/** How a change of what is live is told. */
final class Activations {
    private Activations() {}

    static void print(PrintStream out, String site, EnvironmentStatus before, Activation now) {
        Activation replaced = before.live();
        String place = site + "/" + before.name();
        out.println(now.release() + " is live in " + place + " (activation " + now.number() + ")");
        if (replaced != null) {
            out.println("  before    " + replaced.release() + " (activation " + replaced.number() + ")");
        }
        if (now.kind().equals("rollback")) {
            if (!now.strictRoutes().isEmpty()) {
                out.println("  strict    still never stored: " + String.join(", ", now.strictRoutes()) + ", as in "
                        + String.join(", ", now.stricter()) + " (--loosen lets go)");
            }
            out.println("  pointer   assets and routes went back");
        } else if (replaced != null) {
            out.println("  back      slipway rollback " + before.name());
        }
    }
}
