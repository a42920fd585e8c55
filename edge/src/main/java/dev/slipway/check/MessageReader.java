package dev.slipway.check;

import dev.slipway.http.ChunkedDecoder;
import dev.slipway.http.Fields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One response read from a connection that carries no other (RFC 9112 §6.3). What is wrong with it is noted, and what came
 * is kept.
 */
final class MessageReader {
    private static final int MOST_HEAD_BYTES = 256 << 10;
    private static final int CHUNK = 16 << 10;

    /** What may throw before each read, for a deadline. */
    interface Watch {
        void beforeRead() throws IOException;
    }

    /** Status and fields of one head. */
    record Head(int status, Fields fields) {}

    private final InputStream in;
    private final Watch watch;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int headBytes;
    private @Nullable String problem;

    MessageReader(InputStream in, Watch watch) {
        this.in = in;
        this.watch = watch;
    }

    byte[] bodyBytes() {
        return body.toByteArray();
    }

    @Nullable
    String problem() {
        return problem;
    }

    /** The final head; interim ones before it are passed over. */
    Head head() throws IOException {
        while (true) {
            String line = line();
            if (!line.startsWith("HTTP/1.") || line.length() < 12) {
                throw new IOException(
                        "what came is no HTTP: \"" + line.substring(0, Math.min(40, line.length())) + '"');
            }
            int status;
            try {
                status = Integer.parseInt(line.substring(9, 12));
            } catch (NumberFormatException e) {
                throw new IOException("the status line is \"" + line + '"', e);
            }
            Fields fields = fields();
            if (status >= 200 || status == 101) {
                return new Head(status, fields);
            }
        }
    }

    private Fields fields() throws IOException {
        Fields.Builder fields = Fields.builder();
        while (true) {
            String line = line();
            if (line.isEmpty()) {
                return fields.build();
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                note("a field line without a colon: \"" + line + '"');
                continue;
            }
            fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
    }

    void body(String method, Head head, int mostBytes) throws IOException {
        boolean none = method.equals("HEAD") || head.status() == 204 || head.status() == 304 || head.status() == 101;
        if (none) {
            trailing("a body where there must be none");
        } else if (head.fields().contains("Transfer-Encoding")) {
            chunked(mostBytes);
        } else if (head.fields().contains("Content-Length")) {
            counted(head.fields(), mostBytes);
        } else {
            toTheEnd(mostBytes);
        }
    }

    private void counted(Fields fields, int mostBytes) throws IOException {
        Set<String> lengths = new HashSet<>();
        fields.all("Content-Length").forEach(value -> lengths.addAll(List.of(value.split("\\s*,\\s*"))));
        long length;
        try {
            length = lengths.size() == 1 ? Long.parseLong(lengths.iterator().next()) : -1;
        } catch (NumberFormatException e) {
            length = -1;
        }
        if (length < 0) {
            note("Content-Length is " + fields.all("Content-Length"));
            toTheEnd(mostBytes);
            return;
        }
        long missing = length;
        byte[] buffer = new byte[CHUNK];
        while (missing > 0) {
            int got = read(buffer, (int) Math.min(buffer.length, missing));
            if (got < 0) {
                note("the connection ended " + missing + " bytes before the " + length
                        + " that Content-Length promises");
                return;
            }
            missing -= got;
            if (!keep(buffer, got, mostBytes)) {
                return;
            }
        }
        trailing("more bytes than the " + length + " that Content-Length promises");
    }

    private void chunked(int mostBytes) throws IOException {
        ChunkedDecoder decoder = new ChunkedDecoder();
        byte[] buffer = new byte[CHUNK];
        while (true) {
            int got = read(buffer, buffer.length);
            if (got < 0) {
                note("the connection ended before the last chunk");
                return;
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, got);
            while (true) {
                ChunkedDecoder.Step step = decoder.next(bytes);
                if (step == ChunkedDecoder.Step.MORE) {
                    break;
                }
                if (step == ChunkedDecoder.Step.END) {
                    if (bytes.hasRemaining()) {
                        note("more bytes after the last chunk");
                    }
                    return;
                }
                if (step == ChunkedDecoder.Step.MALFORMED) {
                    note("the chunks are malformed: " + decoder.problem());
                    return;
                }
                int length = decoder.dataLength();
                byte[] data = new byte[length];
                bytes.get(data);
                if (!keep(data, length, mostBytes)) {
                    return;
                }
            }
        }
    }

    private void toTheEnd(int mostBytes) throws IOException {
        byte[] buffer = new byte[CHUNK];
        int got = read(buffer, buffer.length);
        while (got >= 0 && keep(buffer, got, mostBytes)) {
            got = read(buffer, buffer.length);
        }
    }

    /** The connection ends with the answer, as was asked: what follows belongs to nothing. */
    private void trailing(String what) throws IOException {
        if (read(new byte[1], 1) >= 0) {
            note(what);
        }
    }

    private boolean keep(byte[] bytes, int length, int mostBytes) {
        int room = Math.min(length, mostBytes - body.size());
        body.write(bytes, 0, room);
        if (room < length) {
            note("longer than " + mostBytes + " bytes; the rest was not read");
        }
        return room == length;
    }

    private int read(byte[] buffer, int length) throws IOException {
        watch.beforeRead();
        return in.read(buffer, 0, length);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            watch.beforeRead();
            int next = in.read();
            if (next < 0) {
                throw new IOException(
                        headBytes == 0 ? "the connection ended without an answer" : "the head is cut off");
            }
            if (++headBytes > MOST_HEAD_BYTES) {
                throw new IOException("the head is longer than " + MOST_HEAD_BYTES + " bytes");
            }
            if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(next);
        }
    }

    private void note(String what) {
        problem = problem == null ? what : problem + "; " + what;
    }
}
