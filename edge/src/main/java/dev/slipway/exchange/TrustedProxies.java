package dev.slipway.exchange;

import dev.slipway.http.Fields;
import dev.slipway.site.AddressRange;
import java.net.InetAddress;
import java.util.List;

/** The peers whose forwarded fields are believed, and what follows from that. */
final class TrustedProxies {
    private final List<AddressRange> ranges;

    TrustedProxies(List<AddressRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    boolean include(InetAddress peer) {
        for (AddressRange range : ranges) {
            if (range.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the client asked over https, of us or of a proxy that we believe. */
    boolean isSecure(Request request) {
        Fields fields = request.head().fields();
        return request.secure() || include(request.peer()) && "https".equalsIgnoreCase(fields.get("X-Forwarded-Proto"));
    }
}
