package dev.slipway.exchange;

import dev.slipway.http.AcceptEncoding;
import dev.slipway.http.RequestHead;
import dev.slipway.http.RequestTarget;
import dev.slipway.release.FileEntry;
import dev.slipway.site.Route;
import dev.slipway.site.Serve;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of releases: of the live one, and fingerprinted ones of every release held, so that the tab opened yesterday
 * still finds its chunks.
 */
final class ReleaseAnswers {
    private static final Logger log = LoggerFactory.getLogger(ReleaseAnswers.class);

    private final ReadyFiles ready;
    private final FileAnswers files;
    private final ErrorAnswers errors;
    private final AppAnswers apps;

    ReleaseAnswers(ReadyFiles ready, FileAnswers files, ErrorAnswers errors, AppAnswers apps) {
        this.ready = ready;
        this.files = files;
        this.errors = errors;
        this.apps = apps;
    }

    void answer(Exchange exchange, Route route, Serve.Release serve) {
        FileEntry file = find(exchange, serve);
        if (file == null && serve.missingToApp() != null) {
            apps.answer(exchange, route, serve.missingToApp());
            return;
        }
        if (!files.isOffered(exchange)) {
            return;
        }
        if (file == null) {
            errors.answer(exchange, 404, "no-such-file");
            return;
        }
        send(exchange, key(exchange, route, file));
    }

    private static @Nullable FileEntry find(Exchange exchange, Serve.Release serve) {
        RequestTarget target = exchange.head().target();
        if (target.ambiguous()) {
            return null;
        }
        String path = target.path();
        FileEntry file = exchange.environment().held().find(exchange.live().files(), path);
        if (file == null && serve.fallback() != null && isNavigation(exchange.head())) {
            file = exchange.live().files().find(serve.fallback());
        }
        return file;
    }

    /** A page that a person goes to: a missing asset must stay a 404 and never turn into HTML. */
    private static boolean isNavigation(RequestHead head) {
        String path = head.target().path();
        String accept = head.fields().joined("Accept");
        return head.isGetOrHead()
                && path.indexOf('.', path.lastIndexOf('/')) < 0
                && accept != null
                && accept.contains("text/html");
    }

    private static ReadyFiles.Key key(Exchange exchange, Route route, FileEntry file) {
        String release = file.fingerprinted() ? "" : exchange.live().files().release();
        return new ReadyFiles.Key(file, encoding(exchange.head(), file), route, release, exchange.isIndexed());
    }

    private static FileEntry.@Nullable Encoded encoding(RequestHead head, FileEntry file) {
        if (file.encoded().isEmpty()) {
            return null;
        }
        AcceptEncoding accepted = AcceptEncoding.parse(head.fields().joined("Accept-Encoding"));
        List<String> codings = new ArrayList<>(file.encoded().size());
        file.encoded().forEach(each -> codings.add(each.coding()));
        String coding = accepted.choose(codings);
        for (FileEntry.Encoded encoded : file.encoded()) {
            if (encoded.coding().equals(coding)) {
                return encoded;
            }
        }
        return null;
    }

    private void send(Exchange exchange, ReadyFiles.Key key) {
        CompletableFuture<ReadyFile> file = ready.get(key);
        if (file.isDone() && !file.isCompletedExceptionally()) {
            files.answer(exchange, file.join(), Outcome.RELEASE);
            return;
        }
        file.whenCompleteAsync(
                (loaded, failure) -> loaded(exchange, key, loaded, failure),
                exchange.request().loop());
    }

    private void loaded(Exchange exchange, ReadyFiles.Key key, @Nullable ReadyFile file, @Nullable Throwable failure) {
        if (file == null) {
            log.error(
                    "{} cannot be served; its content is damaged or the disk fails",
                    key.file().path(),
                    failure);
            errors.answer(exchange, 500, "content-unreadable");
            return;
        }
        files.answer(exchange, file, Outcome.RELEASE);
    }
}
