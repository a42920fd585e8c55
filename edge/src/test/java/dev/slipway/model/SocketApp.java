package dev.slipway.model;

import dev.slipway.testing.App;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The app of a walk over sockets: what it says is in the book before it is sent. */
final class SocketApp {
    private final Tale tale;
    private final Map<Long, Ask> asks;
    private final LongSupplier clock;
    private int answers;

    /** @param asks the clients' requests by their steps; used under the tale's lock */
    SocketApp(Tale tale, Map<Long, Ask> asks, LongSupplier clock) {
        this.tale = tale;
        this.asks = asks;
        this.clock = clock;
    }

    /** The app's end of one connection. */
    void play(App.Connection connection) throws IOException {
        InputStream in = new BufferedInputStream(connection.socket().getInputStream());
        for (String head = head(in); !head.isEmpty(); head = head(in)) {
            String answer = head.startsWith("GET /barrier ") ? "HTTP/1.1 204 No Content\r\n\r\n" : answer(head);
            connection.send(answer);
            if (answer.endsWith("…")) {
                return;
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    /** What the app answers; nothing, or an answer that ends in …, closes its connection. */
    private String answer(String head) {
        String[] lines = head.split("\r\n", -1);
        Lines fields = Lines.NONE;
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            fields = fields.with(
                    lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
        }
        synchronized (tale) {
            Ask ask = asks.get(Long.parseLong(fields.firstOr("X-Step", "0")));
            if (ask == null) {
                tale.differs().accept(new Difference("the app is asked for what is long over: " + head));
                return "…";
            }
            Call call = tale.book().asked(ask, lines[0].split(" ", -1)[1], fields, clock.getAsLong());
            tale.dialogue().say(call);
            if (tale.dice().permille(20)) {
                tale.dialogue().say("app to #" + ask.step + ": no answer");
                tale.book().failed(call);
                return "…";
            }
            List<Kept> present = tale.book().under(ask.key());
            Said said = tale.dice()
                    .answer(call, ++answers, present.isEmpty() ? null : present.getLast(), clock.getAsLong());
            tale.dialogue().say("app to #" + ask.step + ": " + said);
            tale.book().answered(call, said, clock.getAsLong());
            // Where something stands in for an error, nobody takes the error's body.
            call.doubtful |= Call.isTrouble(said.status()) && !present.isEmpty();
            if (said.breaks()) {
                tale.book().broke(call);
            } else {
                tale.book().completed(call);
            }
            return text(ask, said);
        }
    }

    private String text(Ask ask, Said said) {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + said.status() + " Said\r\n");
        for (int i = 0; i < said.fields().size(); i++) {
            text.append(said.fields().name(i))
                    .append(": ")
                    .append(said.fields().value(i))
                    .append("\r\n");
        }
        if (ask.method.equals("HEAD") || said.status() == 204 || said.status() == 304) {
            return text.append("\r\n").toString();
        }
        String body = said.body();
        boolean chunked = tale.dice().permille(300);
        text.append(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length())
                .append("\r\n\r\n");
        String half = body.substring(0, body.length() / 2);
        if (chunked) {
            text.append(Integer.toHexString(half.length()))
                    .append("\r\n")
                    .append(half)
                    .append("\r\n");
            String rest = body.substring(half.length());
            return said.breaks()
                    ? text.append("5\r\n…").toString()
                    : text.append(Integer.toHexString(rest.length()) + "\r\n" + rest + "\r\n0\r\n\r\n")
                            .toString();
        }
        return text.append(said.breaks() ? half + "…" : body).toString();
    }
}
