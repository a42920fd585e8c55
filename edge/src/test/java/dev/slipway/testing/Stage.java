package dev.slipway.testing;

import dev.slipway.cache.CacheMode;
import dev.slipway.cache.CachePolicy;
import dev.slipway.http.HttpDate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One edge and one app for all tests of a class. Every {@link Dialogue} has a path of its own, which decides what the app
 * answers and under which policy the edge keeps it.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final Stage stage = new Stage();
 *
 * Dialogue page = stage.letter(Scene.response(200, "a page", "Cache-Control: max-age=60"));
 * page.get();
 * stage.skip(30);
 * assertThat(page.get().field("Cache-Status")).startsWith("slipway; hit");
 * assertThat(page.asked()).hasSize(1);
 * }</pre>
 */
public final class Stage implements AfterAllCallback {
    /** At the end of an answer: the app closes the connection behind it. */
    public static final String THEN_CLOSE = "\0";

    /** By the letter of RFC 9111. */
    private static final CachePolicy LETTER =
            new CachePolicy(CacheMode.RFC9111, List.of(), List.of(), Set.of(), Set.of(), false, false);

    private final Map<String, Dialogue> dialogues = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong skippedSeconds = new AtomicLong();
    private final Path folder;
    private final App app;
    private final Edge edge;

    public Stage() {
        try {
            folder = Files.createTempDirectory("slipway-stage");
            app = App.playing(this::play);
            edge = Edge.with(new Contents(folder))
                    .routes(
                            Scene.route("/safe/*", CachePolicy.DEFAULT),
                            Scene.route("/letter/*", LETTER),
                            Scene.route("/never/*", CachePolicy.NEVER))
                    .app(app.port())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void play(App.Connection connection) throws IOException {
        for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
            String target = head.split(" ", 3)[1];
            int question = target.indexOf('?');
            Dialogue dialogue = dialogues.get(question < 0 ? target : target.substring(0, question));
            String answer = dialogue == null ? Scene.response(404, "nobody") : dialogue.answer(head);
            boolean closes = answer.isEmpty() || answer.endsWith(THEN_CLOSE);
            String text = answer.replace(THEN_CLOSE, "");
            // What an app writes once for GET serves its HEAD too, which has no body.
            connection.send(head.startsWith("HEAD ") ? text.substring(0, text.indexOf("\r\n\r\n") + 4) : text);
            if (closes) {
                return;
            }
        }
    }

    /** A dialogue by the letter of RFC 9111: the app gives these answers in order, the last one from then on. */
    public Dialogue letter(String... answers) {
        return on("/letter/", answers);
    }

    /** The same under the safe defaults. */
    public Dialogue safe(String... answers) {
        return on("/safe/", answers);
    }

    /** The same where nothing is ever stored. */
    public Dialogue never(String... answers) {
        return on("/never/", answers);
    }

    /** The same under that prefix of the paths, one of these three. */
    public Dialogue on(String prefix, String... answers) {
        AtomicInteger next = new AtomicInteger();
        return on(prefix, head -> answers[Math.min(next.getAndIncrement(), answers.length - 1)]);
    }

    /** A dialogue whose answers depend on the request. */
    public Dialogue on(String prefix, Scene.Handler handler) {
        Dialogue dialogue = new Dialogue(edge, prefix + numbers.incrementAndGet(), handler);
        dialogues.put(dialogue.path(), dialogue);
        return dialogue;
    }

    /** Moves the edge's clock forward. */
    public void skip(long seconds) {
        skippedSeconds.addAndGet(seconds);
        edge.skip(Duration.ofSeconds(seconds));
    }

    /** A date so many seconds after what the edge's clock says now. */
    public String date(long seconds) {
        return HttpDate.format(Instant.now().plusSeconds(skippedSeconds.get() + seconds));
    }

    /** A 200 of the app with those field lines. */
    public static String page(String... lines) {
        return Scene.response(200, "a page", lines);
    }

    public Edge edge() {
        return edge;
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        app.close();
        edge.close();
        try (Stream<Path> left = Files.walk(folder)) {
            left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }
}
