package dev.slipway.exchange;

import dev.slipway.blob.Compressor;
import dev.slipway.http.Fields;
import dev.slipway.http.MediaTypes;
import dev.slipway.store.ObjectHead;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoredObject;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compresses stored text from the app, once for all who ask for it. At levels that take milliseconds: an object may live
 * for a minute only.
 */
final class Compression {
    private static final Logger log = LoggerFactory.getLogger(Compression.class);

    /** Shorter ones fit into one packet as they are. */
    private static final int LEAST_BYTES = 512;

    private static final int MOST_BYTES = 4 << 20;

    /** So many objects wait for a processor; more stay as they are. */
    private static final int MOST_WAITING = 256;

    private final Compressor compressor = new Compressor(Compressor.Effort.QUICK);
    private final ObjectStore store;
    private final Executor workers;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);

    /** @param workers platform threads: compressing computes */
    Compression(ObjectStore store, Executor workers) {
        this.store = store;
        this.workers = workers;
    }

    /** Whether a response with these fields is compressed when it is stored. */
    static boolean isWorthwhile(Fields fields) {
        String type = fields.get("Content-Type");
        if (type == null || fields.contains("Content-Encoding") || fields.contains("Content-Range")) {
            return false;
        }
        String control = fields.joined("Cache-Control");
        // RFC 9111 §5.2.2.6: the app forbids other bytes than its own.
        boolean forbidden =
                control != null && control.toLowerCase(java.util.Locale.ROOT).contains("no-transform");
        return !forbidden && MediaTypes.isCompressible(type);
    }

    /** Whether Vary says already that the coding depends on the request. */
    static boolean variesByCoding(Fields fields) {
        for (String line : fields.all("Vary")) {
            for (String name : line.split(",", -1)) {
                if (name.strip().equalsIgnoreCase("Accept-Encoding")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Adds the forms that win, in the background. */
    void compress(StoredObject object) {
        ObjectHead head = object.head();
        int length = head.forms().getFirst().length();
        boolean due = head.forms().size() == 1
                && head.response().status() == 200
                && head.response().part() == null
                && length >= LEAST_BYTES
                && length <= MOST_BYTES
                && isWorthwhile(head.response().fields());
        if (!due || !waiting.tryAcquire()) {
            return;
        }
        workers.execute(() -> {
            try {
                add(object, head);
            } catch (IOException | RuntimeException e) {
                log.warn("{} stays uncompressed", head.key(), e);
            } finally {
                waiting.release();
            }
        });
    }

    private void add(StoredObject object, ObjectHead head) throws IOException {
        ByteBuf body = object.body();
        if (body == null) {
            return;
        }
        try {
            byte[] plain = new byte[body.readableBytes()];
            body.getBytes(body.readerIndex(), plain);
            List<ObjectHead.Form> forms = new ArrayList<>(head.forms());
            List<Compressor.Form> made = compressor.compress(plain);
            int total = plain.length;
            for (Compressor.Form form : made) {
                forms.add(new ObjectHead.Form(form.coding(), form.bytes().length));
                total += form.bytes().length;
            }
            ByteBuf all = made.isEmpty() ? null : store.allocate(total);
            if (all != null) {
                all.writeBytes(plain);
                for (Compressor.Form form : made) {
                    all.writeBytes(form.bytes());
                }
                store.addForms(object, new ObjectHead(head.key(), head.response(), head.labels(), forms), all);
            }
        } finally {
            body.release();
        }
    }
}
