package dev.slipway.http;

import org.jspecify.annotations.Nullable;

/**
 * What the cache did with one request, as one member of the field Cache-Status (RFC 9211 §2).
 *
 * <pre>
 * slipway; hit; ttl=30
 * slipway; fwd=uri-miss; fwd-status=200; ttl=60; stored; collapsed
 * slipway; fwd=bypass; detail="personal request: cookie session"
 * </pre>
 *
 * @param forward why the request went to the app, a token of §2.2; null for a hit
 * @param forwardStatus the status of the app's answer, 0 where it is the same as the one sent, or there was none
 * @param ttlSeconds how long the response stays fresh, negative when it is stale; {@link #NO_TTL} where nobody knows
 * @param stored whether the app's answer is being stored
 * @param collapsed whether the answer is that to another's request
 * @param key what the response is stored under; empty for not telling
 * @param detail why, in a few words; empty for nothing to say
 */
public record CacheStatus(
        @Nullable String forward,
        int forwardStatus,
        long ttlSeconds,
        boolean stored,
        boolean collapsed,
        String key,
        String detail) {
    public static final long NO_TTL = Long.MIN_VALUE;

    /** The largest Integer of structured fields (RFC 9651 §3.3.1). */
    private static final long MOST = 999_999_999_999_999L;

    /** A response from the cache, without asking. */
    public static CacheStatus hit(long ttlSeconds) {
        return new CacheStatus(null, 0, ttlSeconds, false, false, "", "");
    }

    /** A response that the app was asked for. */
    public static CacheStatus forward(String why) {
        return new CacheStatus(why, 0, NO_TTL, false, false, "", "");
    }

    public CacheStatus forwardStatus(int status) {
        return new CacheStatus(forward, status, ttlSeconds, stored, collapsed, key, detail);
    }

    public CacheStatus ttl(long seconds) {
        return new CacheStatus(forward, forwardStatus, seconds, stored, collapsed, key, detail);
    }

    public CacheStatus stored(boolean is) {
        return new CacheStatus(forward, forwardStatus, ttlSeconds, is, collapsed, key, detail);
    }

    public CacheStatus collapsed(boolean is) {
        return new CacheStatus(forward, forwardStatus, ttlSeconds, stored, is, key, detail);
    }

    public CacheStatus key(String of) {
        return new CacheStatus(forward, forwardStatus, ttlSeconds, stored, collapsed, of, detail);
    }

    public CacheStatus detail(String why) {
        return new CacheStatus(forward, forwardStatus, ttlSeconds, stored, collapsed, key, why);
    }

    /** As the field carries it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(96).append("slipway");
        if (forward == null) {
            text.append("; hit");
        } else {
            text.append("; fwd=").append(forward);
        }
        if (forwardStatus > 0) {
            text.append("; fwd-status=").append(forwardStatus);
        }
        if (ttlSeconds != NO_TTL) {
            text.append("; ttl=").append(Math.clamp(ttlSeconds, -MOST, MOST));
        }
        if (stored) {
            text.append("; stored");
        }
        if (collapsed) {
            text.append("; collapsed");
        }
        if (!key.isEmpty()) {
            text.append("; key=");
            quote(key, text);
        }
        if (detail.isEmpty()) {
            return text.toString();
        }
        text.append("; detail=");
        if (Tokens.isToken(detail) && Character.isLetter(detail.charAt(0))) {
            return text.append(detail).toString();
        }
        quote(detail, text);
        return text.toString();
    }

    /** A String of structured fields, which is visible ASCII (RFC 9651 §3.3.3); what is not is left out. */
    private static void quote(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c > 0x7e) {
                continue;
            }
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }
}
