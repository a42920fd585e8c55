package dev.slipway.certificates;

import java.util.Locale;

/** The names that an authority may be asked for, told from those that it cannot know. */
final class HostNames {
    private HostNames() {}

    /**
     * Whether a public authority can vouch for this name: it has a dot, is no address, none of {@code localhost}
     * (RFC 6761 §6.3), and has no wildcard, which only a change of the DNS could prove.
     */
    static boolean canBeOrdered(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return !isAddress(withoutBrackets(name))
                && name.indexOf('.') > 0
                && !name.endsWith(".")
                && !name.endsWith(".localhost")
                && name.indexOf('*') < 0;
    }

    /** An IPv4 or IPv6 address, by its looks: a colon, or digits and dots only. */
    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || (!host.isEmpty() && host.chars().allMatch(c -> c == '.' || isDigit(c)));
    }

    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
