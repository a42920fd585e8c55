package dev.slipway.testing;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One path of a {@link Stage}: what clients ask for there, and what the app hears of it. */
public final class Dialogue {
    private static final Pattern TTL = Pattern.compile("; ttl=(-?[0-9]+)");

    private final Edge edge;
    private final String path;
    private final Scene.Handler handler;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    Dialogue(Edge edge, String path, Scene.Handler handler) {
        this.edge = edge;
        this.path = path;
        this.handler = handler;
    }

    String answer(String head) throws IOException {
        asked.add(head);
        return handler.answer(head);
    }

    public String path() {
        return path;
    }

    /** The answer to a GET with those field lines, on a connection of its own. */
    public RawClient.Response get(String... lines) throws IOException {
        return send("GET", lines);
    }

    public RawClient.Response send(String method, String... lines) throws IOException {
        return sendTo(method, path, lines);
    }

    /** The same for another target, such as the path with a query. */
    public RawClient.Response sendTo(String method, String target, String... lines) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Scene.request(method, target, lines));
            return method.equals("HEAD") ? client.readOfHead() : client.read();
        }
    }

    /** Sends a GET whose answer nobody expects to be whole, and waits until the edge closes. */
    public void getUntilGone(String... lines) throws IOException {
        try (RawClient client = edge.connect()) {
            client.send(Scene.request("GET", path, lines)).readUntilGone();
        }
    }

    /** The heads of the requests that reached the app, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** A field of the latest request that reached the app, or an empty text. */
    public String lastAsked(String name) {
        return Scene.field(asked.getLast(), name);
    }

    /** Whether a GET is answered without asking: from the store, or with what is on its way into it. */
    public boolean isHit(String... lines) throws IOException {
        int before = asked.size();
        String status = status(get(lines));
        boolean hit = status.startsWith("slipway; hit") || status.endsWith("; collapsed");
        if (hit && asked.size() > before && !status.contains("while-revalidate")) {
            throw new AssertionError("called a hit, but the app was asked: " + status);
        }
        return hit;
    }

    /** Whether a first GET is stored so that a second one is a hit. */
    public boolean isReused(String... lines) throws IOException {
        get(lines);
        return isHit(lines);
    }

    /** What the edge itself says in Cache-Status; an empty text where it says nothing. */
    public static String status(RawClient.Response response) {
        List<String> all = response.all("Cache-Status");
        return all.isEmpty() ? "" : all.getLast();
    }

    /** The ttl that Cache-Status states; {@link Long#MIN_VALUE} where it states none. */
    public static long ttl(RawClient.Response response) {
        Matcher ttl = TTL.matcher(status(response));
        return ttl.find() ? Long.parseLong(ttl.group(1)) : Long.MIN_VALUE;
    }
}
