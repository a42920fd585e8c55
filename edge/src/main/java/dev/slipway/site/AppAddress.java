package dev.slipway.site;

import java.nio.file.Path;

/** Where one process of the app listens. */
public sealed interface AppAddress {
    /** A TCP address: {@code http://127.0.0.1:8001}. */
    record Tcp(String host, int port) implements AppAddress {
        @Override
        public String toString() {
            return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A Unix socket: {@code unix:/run/shop.sock}. */
    record Unix(Path path) implements AppAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }
}
