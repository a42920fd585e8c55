package dev.slipway.check;

import dev.slipway.http.Fields;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 client that sends exactly what it is given and shows exactly what came: no redirects, no cookies, no
 * decompression, no second try, one connection a request. What a message gets wrong is part of the answer.
 *
 * <p>Safe for use by several threads.
 */
public final class CheckClient {
    /** Bytes of one body that are read; what is longer is cut, and says so. */
    public static final int MOST_BODY_BYTES = 16 << 20;

    private static final int CONNECT_MILLIS = 5_000;

    private final Options options;
    private final CheckTime time;

    /**
     * How to reach and to trust.
     *
     * @param connectTo the address that stands in for every host, or null to resolve names
     * @param patience how long one answer may take, from the first byte sent to the last one read
     * @param tls what makes sockets under TLS
     */
    public record Options(@Nullable InetSocketAddress connectTo, Duration patience, SSLSocketFactory tls) {
        public static final Duration PATIENCE = Duration.ofSeconds(30);

        /** Names resolved, certificates checked as Java does. */
        public static Options usual() {
            return new Options(null, PATIENCE, (SSLSocketFactory) SSLSocketFactory.getDefault());
        }
    }

    public CheckClient(Options options, CheckTime time) {
        this.options = options;
        this.time = time;
    }

    public CheckTime time() {
        return time;
    }

    /** The same, but to the host that the request names, whatever stands in for others. */
    public CheckAnswer direct(CheckRequest request) {
        return options.connectTo() == null
                ? send(request)
                : new CheckClient(new Options(null, options.patience(), options.tls()), time).send(request);
    }

    /** Never throws for what the other side does: {@link CheckAnswer#problem} says it, with status 0 where no head came. */
    public CheckAnswer send(CheckRequest request) {
        long begun = time.nanoTime();
        Reading reading = new Reading(request, begun + options.patience().toNanos());
        try (Socket socket = connect(request.originUri())) {
            reading.socket = socket;
            socket.getOutputStream().write(head(request));
            socket.getOutputStream().write(request.bodyBytes());
            socket.getOutputStream().flush();
            reading.run(new BufferedInputStream(socket.getInputStream()));
        } catch (SocketTimeoutException e) {
            reading.problem = "no end within " + options.patience().toSeconds() + " s";
        } catch (UnknownHostException e) {
            reading.problem = "the name " + request.originUri().getHost() + " is not known";
        } catch (IOException e) {
            reading.problem =
                    reading.status == 0 ? String.valueOf(e.getMessage()) : "the connection broke: " + e.getMessage();
        }
        return new CheckAnswer(
                request,
                reading.status,
                reading.fields,
                reading.body,
                reading.problem,
                (time.nanoTime() - begun) / 1000);
    }

    private Socket connect(URI origin) throws IOException {
        String host = origin.getHost();
        if (host == null) {
            throw new IOException("there is no host in " + origin);
        }
        boolean secure = "https".equals(origin.getScheme());
        int port = origin.getPort() >= 0 ? origin.getPort() : secure ? 443 : 80;
        Socket plain = new Socket();
        try {
            plain.connect(address(host, port), CONNECT_MILLIS);
            plain.setTcpNoDelay(true);
            plain.setSoTimeout((int) options.patience().toMillis());
            return secure ? secured(plain, host, port) : plain;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private InetSocketAddress address(String host, int port) throws IOException {
        return options.connectTo() == null ? new InetSocketAddress(resolve(host), port) : options.connectTo();
    }

    /** RFC 6761 §6.3: names under localhost are this machine, whatever a name server says. */
    static InetAddress resolve(String host) throws UnknownHostException {
        return host.equals("localhost") || host.endsWith(".localhost")
                ? InetAddress.ofLiteral("127.0.0.1")
                : InetAddress.getByName(host);
    }

    private Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) options.tls().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static byte[] head(CheckRequest request) {
        StringBuilder head = new StringBuilder(request.method())
                .append(' ')
                .append(request.target())
                .append(" HTTP/1.1\r\n");
        Fields fields = request.fields();
        if (!fields.contains("Host")) {
            head.append("Host: ").append(request.originUri().getRawAuthority()).append("\r\n");
        }
        if (!fields.contains("User-Agent")) {
            head.append("User-Agent: slipway-check\r\n");
        }
        for (int i = 0; i < fields.size(); i++) {
            head.append(fields.name(i)).append(": ").append(fields.value(i)).append("\r\n");
        }
        if (!request.body().isEmpty() || request.method().equals("POST")) {
            head.append("Content-Length: ").append(request.bodyBytes().length).append("\r\n");
        }
        return head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The reading of one answer; what it has when something fails is what the answer shows. */
    private final class Reading {
        private final CheckRequest request;
        private final long deadline;
        private int status;
        private Fields fields = Fields.EMPTY;
        private byte[] body = new byte[0];
        private @Nullable String problem;
        private @Nullable Socket socket;

        Reading(CheckRequest request, long deadline) {
            this.request = request;
            this.deadline = deadline;
        }

        void run(InputStream in) throws IOException {
            MessageReader reader = new MessageReader(in, this::beforeRead);
            try {
                MessageReader.Head head = reader.head();
                status = head.status();
                fields = head.fields();
                reader.body(request.method(), head, MOST_BODY_BYTES);
            } finally {
                body = reader.bodyBytes();
                problem = reader.problem();
            }
        }

        private void beforeRead() throws IOException {
            long left = (deadline - time.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException();
            }
            if (socket != null) {
                socket.setSoTimeout((int) Math.max(1, left));
            }
        }
    }
}
