package dev.slipway.check.inspect;

import dev.slipway.check.CheckAnswer;
import dev.slipway.check.CheckClient;
import dev.slipway.check.CheckRequest;
import dev.slipway.http.Fields;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks for one URL in all the ways that the rules compare. */
final class Observer {
    private static final String FULL = "identity";

    private final CheckClient client;
    private final Fields extra;

    /** @param extra what every request carries besides, such as {@code Authorization} of a closed staging */
    Observer(CheckClient client, Fields extra) {
        this.client = client;
        this.extra = extra;
    }

    Observation observe(String url) {
        Instant at = client.time().now();
        CheckRequest get = CheckRequest.get(url).withAll(extra).with("Accept-Encoding", FULL);
        CheckAnswer plain = client.send(get);
        if (plain.status() == 0) {
            return new Observation(url, plain, plain, plain, plain, null, null, null, plain, plain, plain, at);
        }
        return new Observation(
                url,
                plain,
                client.send(get),
                client.send(get.with("Accept-Encoding", "gzip, br, zstd")),
                client.send(get.withMethod("HEAD")),
                conditional(get, plain),
                plain.body().length > 2 && advertisesRanges(plain)
                        ? client.send(get.with("Range", middle(plain)))
                        : null,
                advertisesRanges(plain) ? client.send(get.with("Range", "bytes=" + (1L << 40) + "-")) : null,
                client.send(get.with("Accept-Language", "eo;q=1.0, cy;q=0.9")),
                client.send(get.with("Accept", "application/json")),
                client.send(get.with("Origin", Observation.FOREIGN_ORIGIN)),
                at);
    }

    private @Nullable CheckAnswer conditional(CheckRequest get, CheckAnswer plain) {
        if (plain.status() != 200) {
            return null;
        }
        String tag = plain.fields().get("ETag");
        if (tag != null) {
            return client.send(get.with("If-None-Match", tag));
        }
        String modified = plain.fields().get("Last-Modified");
        return modified == null ? null : client.send(get.with("If-Modified-Since", modified));
    }

    private static boolean advertisesRanges(CheckAnswer plain) {
        return plain.status() == 200 && plain.field("Accept-Ranges").strip().equalsIgnoreCase("bytes");
    }

    /** The second byte to the last but one. */
    static String middle(CheckAnswer plain) {
        return "bytes=1-" + (plain.body().length - 2);
    }
}
