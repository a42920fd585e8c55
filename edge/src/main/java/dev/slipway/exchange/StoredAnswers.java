package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.cache.StoredResponse;
import dev.slipway.http.AcceptEncoding;
import dev.slipway.http.ByteRanges;
import dev.slipway.http.CacheStatus;
import dev.slipway.http.Conditions;
import dev.slipway.http.Fields;
import dev.slipway.http.HttpDate;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.ResponseHead;
import dev.slipway.store.ObjectHead;
import dev.slipway.store.StoredObject;
import io.netty.buffer.ByteBuf;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers from the store, or from what is on its way into it. */
final class StoredAnswers {
    private final FileAnswers files;
    private final InstantSource clock;
    private final Consumer<Asker> lookup;

    /** @param lookup where a request goes whose object turned out to be lost */
    StoredAnswers(FileAnswers files, InstantSource clock, Consumer<Asker> lookup) {
        this.files = files;
        this.clock = clock;
        this.lookup = lookup;
    }

    /** Answers with that object; its bytes are read on another thread where they are on disk only. */
    void serve(Asker asker, StoredObject object, CacheStatus status, Outcome outcome) {
        serve(asker, object, null, status, outcome);
    }

    /** @param shown the head to answer with, or null for the object's own */
    void serve(Asker asker, StoredObject object, @Nullable ObjectHead shown, CacheStatus status, Outcome outcome) {
        object.hit();
        ByteBuf body = object.body();
        if (body != null) {
            send(asker, object, shown, body, status, outcome);
            return;
        }
        object.load()
                .whenComplete((loaded, failure) -> asker.exchange()
                        .request()
                        .loop()
                        .execute(() -> {
                            if (loaded == null) {
                                asker.tryAgain();
                                lookup.accept(asker);
                            } else {
                                send(asker, object, shown, loaded, status, outcome);
                            }
                        }));
    }

    /** @param body given back */
    private void send(
            Asker asker,
            StoredObject object,
            @Nullable ObjectHead shown,
            ByteBuf body,
            CacheStatus status,
            Outcome outcome) {
        try {
            if (asker.isGone()) {
                return;
            }
            ObjectHead head = shown == null ? object.head() : shown;
            if (body.readableBytes()
                    < head.forms().stream().mapToInt(ObjectHead.Form::length).sum()) {
                // Forms were added between the two reads: the body is that of the head before.
                head = new ObjectHead(
                        head.key(),
                        head.response(),
                        head.labels(),
                        List.of(head.forms().getFirst()));
            }
            ReadyObject ready = ready(asker, object, head, status);
            Representation form = ready.form(coding(asker, ready), body);
            if (head.response().part() != null) {
                part(asker, head.response(), form, outcome, status);
            } else if (head.response().status() == 200) {
                files.answer(asker.exchange(), form, outcome);
            } else {
                asker.exchange().answer(form.whole(), form.part(0, form.size()), outcome, status.detail());
            }
        } finally {
            body.release();
        }
    }

    private ReadyObject ready(Asker asker, StoredObject object, ObjectHead head, CacheStatus status) {
        long age = head.response().ageSeconds(clock.millis());
        ReadyObject.Dress dress =
                new ReadyObject.Dress(asker.route(), asker.exchange().isIndexed(), age, status);
        if (object.prepared() instanceof ReadyObject prepared && prepared.isFor(head, dress)) {
            return prepared;
        }
        ReadyObject made = ReadyObject.of(head, dress);
        object.prepare(head, made);
        return made;
    }

    /** Ranges are cut from the first form: the others are made here, and no two caches make the same. */
    private static String coding(Asker asker, ReadyObject ready) {
        List<String> codings = ready.codings();
        if (codings.isEmpty() || asker.isRange()) {
            return AcceptEncoding.IDENTITY;
        }
        Fields fields = asker.exchange().head().fields();
        return AcceptEncoding.parse(fields.joined("Accept-Encoding")).choose(codings);
    }

    /** Whether that stored part holds what the request asks for: one range, entirely. */
    static ByteRanges.@Nullable Range within(Asker asker, StoredResponse response) {
        StoredResponse.Part part = response.part();
        String range = asker.exchange().head().fields().get("Range");
        Fields fields = asker.exchange().head().fields();
        if (part == null || range == null || !Conditions.rangeApplies(fields, response.tag(), null)) {
            return null;
        }
        return ByteRanges.select("GET", range, part.complete()) instanceof ByteRanges.Selection.Satisfiable some
                        && some.ranges().size() == 1
                        && part.holds(
                                some.ranges().getFirst().first(),
                                some.ranges().getFirst().last())
                ? some.ranges().getFirst()
                : null;
    }

    private void part(Asker asker, StoredResponse response, Representation form, Outcome outcome, CacheStatus status) {
        ByteRanges.Range range = within(asker, response);
        StoredResponse.Part part = response.part();
        if (range == null || part == null) {
            asker.tryAgain();
            lookup.accept(asker);
            return;
        }
        Fields fields = form.whole().fields().toBuilder()
                .set("Content-Range", range.contentRange(part.complete()))
                .build();
        PreparedHead head = new PreparedHead(new ResponseHead(206, fields), range.length());
        Body body = form.part(range.first() - part.first(), range.length());
        asker.exchange().answer(head, body, outcome, status.detail());
    }

    /**
     * Answers with what is still coming from the app.
     *
     * @param fields of the response, as this one is to get them
     */
    void whileFilling(Asker asker, StoredResponse response, Fields fields, Body.Streamed body, CacheStatus status) {
        Exchange exchange = asker.exchange();
        long age = response.fields().contains("Age") ? response.ageSeconds(clock.millis()) : -1;
        Fields.Builder dressed =
                fields.toBuilder().remove("Age").remove("Content-Length").set("X-Request-Id", exchange.requestId());
        Fields sent = ReadyObject.dressed(
                dressed, response.fields(), new ReadyObject.Dress(asker.route(), exchange.isIndexed(), age, status));
        if (response.status() == 200 && isNotModified(asker, response)) {
            body.stream().cancel();
            Fields short304 = sent.toBuilder()
                    .remove("Content-Type")
                    .remove("Content-Encoding")
                    .build();
            exchange.answer(
                    new PreparedHead(new ResponseHead(304, short304), PreparedHead.NO_LENGTH),
                    Body.NONE,
                    Outcome.MISS,
                    "not-modified");
            return;
        }
        ResponseHead head = new ResponseHead(response.status(), sent);
        if (head.hasNoBody()) {
            body.stream().cancel();
            exchange.answer(new PreparedHead(head, PreparedHead.NO_LENGTH), Body.NONE, Outcome.MISS, "");
            return;
        }
        exchange.answer(
                new PreparedHead(head, body.length() < 0 ? PreparedHead.UNKNOWN_LENGTH : body.length()),
                body,
                Outcome.MISS,
                "");
    }

    private static boolean isNotModified(Asker asker, StoredResponse response) {
        String modified = response.fields().get("Last-Modified");
        return Conditions.evaluate(
                        "GET",
                        asker.exchange().head().fields(),
                        response.tag(),
                        modified == null ? null : HttpDate.parse(modified))
                == Conditions.Outcome.NOT_MODIFIED;
    }
}
