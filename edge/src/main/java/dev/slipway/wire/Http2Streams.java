package dev.slipway.wire;

import static dev.slipway.wire.Http2Code.COMPRESSION_ERROR;
import static dev.slipway.wire.Http2Code.FLOW_CONTROL_ERROR;
import static dev.slipway.wire.Http2Code.PROTOCOL_ERROR;
import static dev.slipway.wire.Http2Code.REFUSED_STREAM;
import static dev.slipway.wire.Http2Code.STREAM_CLOSED;

import dev.slipway.exchange.Request;
import dev.slipway.http.HpackDecoder;
import dev.slipway.http.Http2Request;
import dev.slipway.http.Http2RequestDecoder;
import dev.slipway.http.MalformedBlock;
import dev.slipway.http.Refused;
import dev.slipway.http.RepeatedRequests;
import dev.slipway.http.WebSocketHandshake;
import dev.slipway.site.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The streams of one HTTP/2 connection, and what each frame means for them (RFC 9113 §5.1, §6). */
final class Http2Streams implements Http2Frames {
    /** SETTINGS_MAX_CONCURRENT_STREAMS: what a browser asks for at once, and the least that RFC 9113 §6.5.2 recommends. */
    static final int MOST = 100;

    /** Of how many streams that we reset we remember it: their frames may still be on the way. */
    private static final int REMEMBERED = 128;

    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int HEADER_TABLE_SIZE = 1;
    private static final int ENABLE_PUSH = 2;
    private static final int MAX_FRAME_SIZE = 5;
    private static final int FIRST_WINDOW = 65_535;

    /** A method, a scheme, a path and an authority beside the fields. */
    private static final int PSEUDO_FIELDS = 4;

    private final Http2Connection connection;
    private final HpackDecoder hpack = new HpackDecoder();
    private final RepeatedRequests repeated = new RepeatedRequests();
    private final IntObjectHashMap<Http2Stream> open = new IntObjectHashMap<>();
    private final List<Asked> asked = new ArrayList<>();
    private final int[] reset = new int[REMEMBERED];
    private int resets;
    private int lastId;
    private int lastAllowed = Integer.MAX_VALUE;
    private int theirWindow = FIRST_WINDOW;

    /** A request that came in the batch of frames that is being read. */
    private record Asked(Http2Stream stream, Request request) {}

    /** Stands for a request that could be read, and is refused. */
    private static final Http2Request REFUSED =
            new Http2Request(Refusals.unreadable().head(), -1, false, null);

    Http2Streams(Http2Connection connection) {
        this.connection = connection;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** The last stream whose request was or will be taken. */
    int lastId() {
        return lastId;
    }

    /** From here on new streams are passed over: the client knows, and asks elsewhere again (RFC 9113 §6.8). */
    void allowNoMore() {
        lastAllowed = lastId;
    }

    /** Lets go of what only a busy connection needs. */
    void rest() {
        repeated.forget();
    }

    /** A copy, for whoever ends some of them. */
    List<Http2Stream> all() {
        return List.copyOf(open.values());
    }

    private long now() {
        return connection.loop.nanos();
    }

    // --- frames

    @Override
    public void data(int id, ByteBuf payload, int flowBytes, boolean end) throws Http2Error {
        connection.received(flowBytes);
        if (!end && !payload.isReadable()) {
            connection.guard.idleFrame(now());
        }
        Http2Stream stream = open.get(id);
        if (stream == null || stream.isRemoteEnded()) {
            connection.consumed(flowBytes);
            connection.guard.idleFrame(now());
            if (stream != null || !isForgotten(id)) {
                throw Http2Error.stream(id, STREAM_CLOSED, "h2-data-on-closed-stream");
            }
            return;
        }
        stream.data(payload, flowBytes, end);
    }

    /**
     * Whether frames of a stream that is not open are to be passed over, because we reset it.
     *
     * @throws Http2Error where there never was such a stream
     */
    private boolean isForgotten(int id) throws Http2Error {
        needPast(id);
        if (id > lastAllowed) {
            return true;
        }
        for (int known : reset) {
            if (known == id) {
                return true;
            }
        }
        return false;
    }

    private void needPast(int id) throws Http2Error {
        if (id > lastId || (id & 1) == 0) {
            throw Http2Error.connection(PROTOCOL_ERROR, "h2-frame-on-idle-stream");
        }
    }

    @Override
    public void headers(int id, byte[] block, int length, boolean end) throws Http2Error {
        boolean opens = id > lastId && (id & 1) != 0;
        Http2Request known = opens ? repeated.find(hpack, block, length) : null;
        if (known != null) {
            if (mayBegin(id)) {
                begin(id, known, end);
            }
            return;
        }
        Limits limits = connection.loop.limits();
        Http2RequestDecoder decoder = new Http2RequestDecoder(limits.headBytes(), limits.fields() + PSEUDO_FIELDS);
        try {
            decoder.decode(hpack, block, length, connection.loop.hpackScratch());
        } catch (MalformedBlock malformed) {
            throw Http2Error.connection(COMPRESSION_ERROR, "h2-" + malformed.getMessage());
        }
        Http2Stream stream = open.get(id);
        if (stream != null) {
            trailers(stream, decoder, end);
        } else if ((id & 1) == 0) {
            throw Http2Error.connection(PROTOCOL_ERROR, "h2-even-stream");
        } else if (opens) {
            Http2Request request = mayBegin(id) ? request(id, decoder, end) : null;
            if (request != null) {
                repeated.note(hpack, block, length, decoder, request);
                begin(id, request, end);
            }
        } else if (!isForgotten(id)) {
            throw Http2Error.connection(STREAM_CLOSED, "h2-headers-on-closed-stream");
        } else {
            connection.guard.idleFrame(now());
        }
    }

    /** RFC 9113 §8.1: trailers end the request. They never become fields, and are dropped. */
    private static void trailers(Http2Stream stream, Http2RequestDecoder decoder, boolean end) throws Http2Error {
        if (stream.isRemoteEnded()) {
            throw Http2Error.stream(stream.id(), STREAM_CLOSED, "h2-headers-on-closed-stream");
        }
        if (!end) {
            throw Http2Error.stream(stream.id(), PROTOCOL_ERROR, "h2-trailers-without-end");
        }
        try {
            decoder.checkTrailers();
        } catch (Refused refused) {
            throw Http2Error.stream(stream.id(), PROTOCOL_ERROR, refused.reason());
        }
        stream.endRemote();
    }

    /** Whether a new stream is taken at all, or passed over. */
    private boolean mayBegin(int id) throws Http2Error {
        lastId = id;
        if (id > lastAllowed) {
            return false;
        }
        if (open.size() >= MOST) {
            throw Http2Error.stream(id, REFUSED_STREAM, "h2-too-many-streams");
        }
        return true;
    }

    /** The request that was decoded, or null where it was refused. */
    private @Nullable Http2Request request(int id, Http2RequestDecoder decoder, boolean end) throws Http2Error {
        try {
            return decoder.request();
        } catch (Refused refused) {
            refuse(id, refused, end);
            return null;
        }
    }

    private void refuse(int id, Refused refused, boolean end) throws Http2Error {
        if (refused.status() == 400) {
            throw Http2Error.stream(id, PROTOCOL_ERROR, refused.reason());
        }
        refuse(stream(id, REFUSED, end), refused);
    }

    private void begin(int id, Http2Request request, boolean end) throws Http2Error {
        try {
            check(request, end);
        } catch (Refused refused) {
            refuse(id, refused, end);
            return;
        }
        Http2Stream stream = stream(id, request, end);
        if (request.contentLength() > connection.loop.limits().requestBodyBytes()) {
            refuse(stream, new Refused(413, "body-too-large"));
            return;
        }
        asked.add(new Asked(
                stream,
                new Request(
                        request.head(),
                        end ? null : stream.upload(),
                        end ? 0 : request.contentLength(),
                        connection.ends.peer().getAddress(),
                        connection.ends.secure(),
                        connection.ends.local().getPort(),
                        request.protocol(),
                        connection.channel.eventLoop(),
                        now())));
    }

    /**
     * Hands the requests that came to the corridor, but for those that the client has reset since: a flood of these costs
     * little more than reading it (CVE-2023-44487).
     */
    void handleAsked() {
        for (Asked one : asked) {
            if (one.stream.isUnanswered()) {
                connection.loop.corridor().handle(one.request, one.stream);
            }
        }
        asked.clear();
    }

    private static void check(Http2Request request, boolean end) throws Refused {
        if (end && request.contentLength() > 0) {
            throw new Refused(400, "h2-content-length");
        }
        String protocol = request.protocol();
        if (protocol != null && !protocol.equals(WebSocketHandshake.PROTOCOL)) {
            // RFC 8441 §3 leaves the status to us; 501 is what RFC 9220 §3 recommends for the same over HTTP/3.
            throw new Refused(501, "unknown-protocol");
        }
        if (protocol != null && (end || request.contentLength() >= 0)) {
            throw new Refused(400, "connect-with-length");
        }
    }

    private Http2Stream stream(int id, Http2Request request, boolean end) {
        Http2Stream stream = new Http2Stream(connection, id, request, theirWindow, end);
        open.put(id, stream);
        return stream;
    }

    private void refuse(Http2Stream stream, Refused refused) {
        connection.loop.refused(refused, connection.ends.peer());
        stream.answer(Refusals.answer(refused));
    }

    @Override
    public void reset(int id) throws Http2Error {
        Http2Stream stream = open.get(id);
        if (stream == null) {
            needPast(id);
            connection.guard.idleFrame(now());
            return;
        }
        stream.gone(false);
        connection.guard.reset(now());
    }

    @Override
    public void settings(ByteBuf payload) throws Http2Error {
        connection.guard.idleFrame(now());
        int window = theirWindow;
        while (payload.isReadable()) {
            int identifier = payload.readUnsignedShort();
            long value = payload.readUnsignedInt();
            switch (identifier) {
                case HEADER_TABLE_SIZE -> connection.writer.tableLimit(value);
                case ENABLE_PUSH -> need(value <= 1, PROTOCOL_ERROR);
                case MAX_FRAME_SIZE -> need(value >= 16_384 && value <= 16_777_215, PROTOCOL_ERROR);
                case INITIAL_WINDOW_SIZE -> {
                    need(value <= Integer.MAX_VALUE, FLOW_CONTROL_ERROR);
                    window = (int) value;
                }
                default -> {
                    // The size of what we send is for the client to bear.
                }
            }
        }
        connection.writer.settingsAck();
        int change = window - theirWindow;
        theirWindow = window;
        if (change != 0) {
            for (Http2Stream stream : all()) {
                widen(stream, change);
            }
            connection.sender.run();
        }
    }

    /** RFC 9113 §6.9.2: a window that overflows by a setting ends the connection. */
    private static void widen(Http2Stream stream, int change) throws Http2Error {
        try {
            stream.widen(change);
        } catch (Http2Error overflow) {
            throw Http2Error.connection(FLOW_CONTROL_ERROR, overflow.reason());
        }
    }

    private static void need(boolean good, Http2Code code) throws Http2Error {
        if (!good) {
            throw Http2Error.connection(code, "h2-bad-setting");
        }
    }

    @Override
    public void ping(long data) throws Http2Error {
        connection.guard.idleFrame(now());
        connection.writer.ping(data, true);
    }

    @Override
    public void pong(long data) {
        connection.ponged();
    }

    @Override
    public void goAway() {
        connection.drain();
    }

    @Override
    public void windowUpdate(int id, int increment) throws Http2Error {
        connection.guard.windowUpdate(now());
        if (id == 0) {
            connection.sender.widen(increment);
            return;
        }
        Http2Stream stream = open.get(id);
        if (stream == null) {
            needPast(id);
            return;
        }
        stream.widen(increment);
        connection.sender.run();
    }

    @Override
    public void ignored() throws Http2Error {
        connection.guard.idleFrame(now());
    }

    // --- the ends of streams

    /** A client's mistake ends one stream; too many of them end the connection. */
    void fail(Http2Error error) throws Http2Error {
        Http2Stream stream = open.get(error.stream());
        if (stream == null) {
            connection.writer.reset(error.stream(), error.code());
            remember(error.stream());
        } else {
            stream.reset(error.code());
        }
        connection.guard.reset(now());
    }

    /** @param byUs whether frames that the client had on the way are to be passed over */
    void closed(Http2Stream stream, boolean byUs) {
        open.remove(stream.id());
        if (byUs) {
            remember(stream.id());
        }
        connection.streamClosed();
    }

    private void remember(int id) {
        reset[resets++ % REMEMBERED] = id;
    }
}
