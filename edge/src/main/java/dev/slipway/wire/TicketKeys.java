package dev.slipway.wire;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that session tickets are sealed with (RFC 5077, RFC 8446 §4.6.1). The newest seals; those before it still open, until
 * they are forgotten: who steals the memory of a node learns the sessions of a day, and not of its life.
 */
final class TicketKeys {
    /** How long one key seals, in nanoseconds. */
    static final long TURN_NANOS = 8 * 3600 * 1_000_000_000L;

    private static final int KEPT = 3;

    private final SecureRandom random = new SecureRandom();
    private final List<OpenSslSessionTicketKey> keys = new ArrayList<>();
    private long turnedNanos;

    TicketKeys(long nowNanos) {
        turn(nowNanos);
    }

    /** Makes a new key where the newest has had its time; whether it did. */
    synchronized boolean turnIfDue(long nowNanos) {
        if (nowNanos - turnedNanos < TURN_NANOS) {
            return false;
        }
        turn(nowNanos);
        return true;
    }

    private void turn(long nowNanos) {
        turnedNanos = nowNanos;
        keys.addFirst(new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE)));
        if (keys.size() > KEPT) {
            keys.removeLast();
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The keys, the newest first. */
    synchronized OpenSslSessionTicketKey[] keys() {
        return keys.toArray(OpenSslSessionTicketKey[]::new);
    }
}
