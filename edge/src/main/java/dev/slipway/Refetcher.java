package dev.slipway;

import dev.slipway.api.PurgeReceipt;
import dev.slipway.site.ListenAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Asks for a URL through the node's own listener, as a client without cookies would: the proof of a purge. */
final class Refetcher {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final String CACHE_STATUS = "cache-status:";

    /** A PROXY header of a peer that speaks for itself. */
    private static final byte[] LOCAL = {
        0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x20, 0, 0, 0
    };

    private final List<ListenAddress> listeners;
    private final boolean proxied;

    /**
     * @param listeners where the node takes traffic; at least one
     * @param proxied whether they want a PROXY header
     */
    Refetcher(List<ListenAddress> listeners, boolean proxied) {
        this.listeners = List.copyOf(listeners);
        this.proxied = proxied;
    }

    PurgeReceipt.Sample fetch(String url) {
        URI parsed = URI.create(url);
        String target = parsed.getRawPath() + (parsed.getRawQuery() == null ? "" : "?" + parsed.getRawQuery());
        try (Socket socket = connect(parsed)) {
            String head = "GET " + target + " HTTP/1.1\r\nHost: " + parsed.getRawAuthority()
                    + "\r\nUser-Agent: slipway-purge\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            return read(url, lines);
        } catch (IOException e) {
            return new PurgeReceipt.Sample(url, 0, "no answer: " + e.getMessage());
        }
    }

    /** To the listener of the URL's scheme, where there is one: another would look under another key. */
    private Socket connect(URI url) throws IOException {
        boolean https = "https".equals(url.getScheme());
        ListenAddress listener =
                listeners.stream().filter(one -> one.tls() == https).findFirst().orElse(listeners.getFirst());
        Socket socket = new Socket();
        try {
            socket.connect(listener.address(), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            if (proxied) {
                socket.getOutputStream().write(LOCAL);
            }
            return listener.tls() ? OwnTls.over(socket, url.getHost()) : socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static PurgeReceipt.Sample read(String url, BufferedReader lines) throws IOException {
        String first = lines.readLine();
        String[] words = first == null ? new String[0] : first.split(" ", 3);
        if (words.length < 2) {
            return new PurgeReceipt.Sample(url, 0, "no answer");
        }
        String status = "";
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith(CACHE_STATUS)) {
                status = line.substring(CACHE_STATUS.length()).strip();
            }
        }
        return new PurgeReceipt.Sample(url, Integer.parseInt(words[1]), status);
    }
}
