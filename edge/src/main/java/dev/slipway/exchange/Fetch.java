package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.body.BodyStream;
import dev.slipway.cache.CacheKeys;
import dev.slipway.cache.CacheRequest;
import dev.slipway.cache.Personal;
import dev.slipway.cache.Plan;
import dev.slipway.cache.Plan.Forward;
import dev.slipway.cache.Reuse;
import dev.slipway.cache.Statuses;
import dev.slipway.cache.Storability;
import dev.slipway.cache.StoredResponse;
import dev.slipway.cache.Validation;
import dev.slipway.http.CacheStatus;
import dev.slipway.http.Fields;
import dev.slipway.http.HttpDate;
import dev.slipway.http.ResponseHead;
import dev.slipway.origin.AppAnswer;
import dev.slipway.origin.AppFailure;
import dev.slipway.origin.AppPool;
import dev.slipway.store.ObjectHead;
import dev.slipway.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request to the app whose answer may be stored, and those who wait for it: the one whose request is sent, and others
 * who asked for the same meanwhile. Who may not share the answer goes ahead alone as soon as that shows.
 *
 * <p>It happens on the loop of the one whose request is sent; others join from theirs, under the lock.
 */
final class Fetch implements AppAnswer {
    private enum Phase {
        ASKING,
        FILLING,
        OVER
    }

    private final FetchParts parts;
    private final Asker asked;
    private final boolean answersNobody;
    private final @Nullable StoredObject stored;
    private final Forward why;
    private final long sequence;
    private final long requestedMillis;

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private Phase phase = Phase.ASKING;
    private final List<Asker> waiting = new ArrayList<>();
    private boolean overdue;
    private @Nullable Filling filling;
    private @Nullable StoredResponse response;

    private AppPool.@Nullable Call call;
    private boolean answered;

    /**
     * @param asked whose request is sent
     * @param answersNobody whether the one who asked has been answered already
     * @param stored what the app is asked to validate, or null
     */
    Fetch(FetchParts parts, Asker asked, boolean answersNobody, @Nullable StoredObject stored, Forward why) {
        this.parts = parts;
        this.asked = asked;
        this.answersNobody = answersNobody;
        this.stored = stored;
        this.why = why;
        this.sequence = parts.store().sequence();
        this.requestedMillis = parts.clock().millis();
    }

    void begin() {
        Fields given = asked.request().fields();
        StoredObject validated = validated();
        Fields fields = validated != null
                ? Validation.conditional(given, validated.head().response())
                : isForOneOnly() ? given : Validation.unconditional(given);
        // What the key leaves out must not show in an answer that others get.
        String target = new CacheKeys(asked.policy())
                .withoutIgnored(asked.exchange().head().target().raw());
        call = AppSide.ask(asked, target, fields, false, this);
        if (!answersNobody) {
            asked.exchange().responder().onGone(this::askedLeft);
        }
    }

    /** What is stored, unless it is a part: that is asked for anew by the client's range, for else the whole would come. */
    private @Nullable StoredObject validated() {
        return stored == null || stored.head().response().part() != null ? null : stored;
    }

    /** Whether its answer will hardly be kept: then conditions are the app's to judge, and reach it (RFC 9111 §4.3.2). */
    private boolean isForOneOnly() {
        return asked.isRange()
                || asked.request().personal()
                || asked.request().directives().noStore()
                || parts.unshareable().isKnown(asked.key());
    }

    /** The one whose request was sent has left: the answer is for those who wait, and nobody needs it where none do. */
    private void askedLeft() {
        boolean unwanted;
        lock.lock();
        try {
            unwanted = phase == Phase.ASKING && waiting.isEmpty();
            if (unwanted) {
                phase = Phase.OVER;
            }
        } finally {
            lock.unlock();
        }
        asked.leave(Outcome.MISS);
        if (unwanted) {
            parts.over().accept(this);
            if (call != null) {
                call.cancel();
            }
        }
    }

    /**
     * Takes part in it, where that is possible.
     *
     * @return what the asker has to do next on its own loop, or null when it has to ask for itself
     */
    @Nullable
    Runnable join(Asker asker) {
        lock.lock();
        try {
            if (overdue || !parts.store().isCurrent(asker.key(), sequence)) {
                return null;
            }
            return switch (phase) {
                case ASKING -> {
                    waiting.add(asker);
                    boolean first = waiting.size() == 1;
                    yield () -> {
                        asker.exchange().responder().onGone(() -> leave(asker));
                        if (first) {
                            parts.later().accept(this::isLate);
                        }
                    };
                }
                case FILLING -> {
                    Filling from = filling;
                    boolean stalled = from == null || from.stalledMillis() >= Fetches.PATIENCE.toMillis();
                    yield from != null && !stalled && shares(asker) ? () -> read(asker, from) : null;
                }
                case OVER -> null;
            };
        } finally {
            lock.unlock();
        }
    }

    private void leave(Asker asker) {
        lock.lock();
        try {
            waiting.remove(asker);
        } finally {
            lock.unlock();
        }
        asker.leave(Outcome.MISS);
    }

    /** The app takes long: those who wait ask once more, together, and this one goes on for whom it was sent. */
    private void isLate() {
        List<Asker> all;
        lock.lock();
        try {
            if (phase != Phase.ASKING) {
                return;
            }
            overdue = true;
            all = takeWaiting();
        } finally {
            lock.unlock();
        }
        all.forEach(parts::again);
    }

    private List<Asker> takeWaiting() {
        List<Asker> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    /** Whether the answer may be given to that asker, who asked before it came. Holding the lock. */
    private boolean shares(Asker asker) {
        StoredResponse given = response;
        return given != null
                && given.selection().matches(asker.request().fields())
                && isUsable(asker, given)
                && given.part() == null;
    }

    private boolean isUsable(Asker asker, StoredResponse given) {
        Plan plan = Reuse.plan(
                asker.request(),
                given,
                false,
                Reuse.Standing.GOOD,
                asker.policy(),
                parts.clock().millis());
        return plan instanceof Plan.Serve || plan instanceof Plan.ServeStaleWhileRevalidating;
    }

    @Override
    public void interim(ResponseHead head) {
        if (!answersNobody && !asked.isGone()) {
            asked.exchange().responder().interim(head);
        }
    }

    @Override
    public void head(ResponseHead head, BodyStream body, long bodyLength) {
        if (!answersNobody) {
            asked.exchange().appAnswered();
        }
        StoredObject validated = validated();
        if (validated != null && head.status() == 304) {
            body.cancel();
            validated(head, validated);
            return;
        }
        if (stored != null && answersInstead(stored, head.status())) {
            body.cancel();
            serveStale(stored, head.status(), "app-error");
            return;
        }
        ResponseHead dated = dated(head);
        switch (judge(asked.request(), dated, bodyLength)) {
            case Storability.Verdict.Store store -> fill(dated, store.response(), body, bodyLength);
            case Storability.Verdict.Pass pass -> {
                if (stored != null && pass.lasting() && !isAboutTheOneWhoAsked(head.status())) {
                    // The app says something else now, which nobody keeps; not to this one alone.
                    parts.store().remove(stored);
                }
                pass(dated, body, bodyLength, pass);
            }
        }
    }

    private Storability.Verdict judge(CacheRequest request, ResponseHead head, long bodyLength) {
        if (bodyLength > parts.mostBytes()) {
            return new Storability.Verdict.Pass("too-large", true);
        }
        return Storability.judge(
                request, head, asked.policy(), requestedMillis, parts.clock().millis());
    }

    /** Who stores or forwards a response without Date gives it one (RFC 9110 §6.6.1). */
    private ResponseHead dated(ResponseHead given) {
        ResponseHead head = AppSide.withOneDate(given);
        if (head.fields().contains("Date")) {
            return head;
        }
        String now = HttpDate.format(Instant.ofEpochMilli(parts.clock().millis()));
        return new ResponseHead(
                head.status(), head.fields().toBuilder().add("Date", now).build());
    }

    private boolean answersInstead(StoredObject object, int status) {
        boolean error = status == 500 || status == 502 || status == 503 || status == 504;
        return error && mayAnswerForError(asked, object, status);
    }

    /** What is stored may have become another variant since it was chosen, and need not be that of all who wait. */
    private boolean mayAnswerForError(Asker asker, StoredObject object, int status) {
        StoredResponse given = object.head().response();
        return given.selection().matches(asker.request().fields())
                && Reuse.mayAnswerForError(
                        asker.request(),
                        given,
                        object.standing(),
                        status,
                        asker.policy(),
                        parts.clock().millis());
    }

    /** The answer may not be stored: it is for the one who asked, and everybody else asks for himself, at once. */
    private void pass(ResponseHead head, BodyStream body, long bodyLength, Storability.Verdict.Pass verdict) {
        List<Asker> others = finish();
        // A 304 to the client's own condition says nothing of why.
        if (verdict.lasting() && head.status() != 304) {
            boolean forAnybody = !isAboutTheOneWhoAsked(head.status());
            parts.unshareable().remember(asked.key(), verdict.reason(), forAnybody);
        }
        others.forEach(parts::alone);
        if (answersNobody || asked.isGone()) {
            body.cancel();
            return;
        }
        if (verdict.reason().equals("personal-request")
                && judge(asked.request().asAnybodys(), head, bodyLength) instanceof Storability.Verdict.Store) {
            asked.exchange().paysFor(asked.personal());
        }
        PassThrough.forward(
                asked, head, body, bodyLength, CacheStatus.forward(why.token()).detail(detail(verdict)));
    }

    /** Whether another may well be answered otherwise: who is logged in, or asks for what the app does not have. */
    private boolean isAboutTheOneWhoAsked(int status) {
        return asked.request().personal() || Statuses.areAboutTheRequest(status);
    }

    private String detail(Storability.Verdict.Pass verdict) {
        return verdict.reason().equals("personal-request") ? "personal request: " + asked.personal() : verdict.reason();
    }

    private List<Asker> finish() {
        List<Asker> others;
        lock.lock();
        try {
            phase = Phase.OVER;
            others = takeWaiting();
        } finally {
            lock.unlock();
        }
        parts.over().accept(this);
        return others;
    }

    private void fill(ResponseHead head, StoredResponse given, BodyStream body, long bodyLength) {
        long length = head.hasNoBody() ? 0 : bodyLength;
        Filling from = new Filling(
                body,
                asked.exchange().request().loop(),
                length,
                new Filling.Keeping(parts.store()::allocate, parts.mostBytes(), whole -> filled(given, whole)),
                parts.clock());
        List<Asker> sharing = new ArrayList<>();
        List<Asker> others = new ArrayList<>();
        lock.lock();
        try {
            response = given;
            filling = from;
            phase = Phase.FILLING;
            takeWaiting().forEach(asker -> (shares(asker) ? sharing : others).add(asker));
        } finally {
            lock.unlock();
        }
        if (!isUsable(asked, given)) {
            parts.unshareable().remember(asked.key(), "validated-each-time", true);
        }
        boolean reads = !answersNobody && !asked.isGone();
        FillingReader mine = reads ? from.read(asked.exchange().request().loop()) : null;
        // First: what has come whole already is stored before anybody has it, and who asks again at once finds it.
        from.start();
        if (mine != null) {
            answer(asked, given, mine, from, Personal.withoutForeignSetCookies(head.fields(), asked.policy()));
        }
        sharing.forEach(asker -> asker.onLoop(() -> read(asker, from)));
        others.forEach(asker -> {
            if (given.selection().matches(asker.request().fields())) {
                parts.alone(asker);
            } else {
                parts.again(asker);
            }
        });
    }

    /** Gives another the stored fields and the bytes as they come. */
    private void read(Asker asker, Filling from) {
        StoredResponse given = response;
        FillingReader reader =
                given == null ? null : from.read(asker.exchange().request().loop());
        if (given == null || reader == null) {
            // It came to its end before this one could begin: what was stored is found, and what was not is asked for.
            parts.again(asker);
            return;
        }
        answer(asker, given, reader, from, null);
    }

    /** @param own the app's fields, for the one whose request they answer; null for the others, who get the stored ones */
    private void answer(Asker asker, StoredResponse given, FillingReader reader, Filling from, @Nullable Fields own) {
        long now = parts.clock().millis();
        CacheStatus status = CacheStatus.forward(why.token())
                .ttl(given.lifetimeSeconds(asker.policy()) - given.ageSeconds(now))
                .stored(true)
                .collapsed(own == null);
        Fields fields = own == null ? Personal.withoutForeignSetCookies(given.fields(), asker.policy()) : own;
        parts.stored().whileFilling(asker, given, fields, new Body.Streamed(reader, from.length()), status);
    }

    /** The body is complete, or is not kept; on the loop of the one who asked. */
    private void filled(StoredResponse given, io.netty.buffer.@Nullable ByteBuf whole) {
        if (whole != null) {
            parts.keeper().keep(asked, given, whole, sequence);
            if (stored != null && !stored.head().response().selection().equals(given.selection())) {
                // It varies by something else now, and does not take the other's place by itself.
                parts.store().remove(stored);
            }
        }
        finish().forEach(parts::again);
    }

    private void validated(ResponseHead received, StoredObject object) {
        ResponseHead head = new ResponseHead(
                received.status(), Personal.withoutForeignSetCookies(received.fields(), asked.policy()));
        ObjectHead before = object.head();
        if (!Validation.isAbout(head, before.response())) {
            parts.store().remove(object);
            againAll();
            return;
        }
        long now = parts.clock().millis();
        boolean letter = asked.policy().isByTheLetter();
        StoredResponse fresh = Validation.freshened(before.response(), head, letter, requestedMillis, now);
        CacheStatus status = CacheStatus.forward(why.token()).forwardStatus(304);
        if (!Storability.mayBeUpdated(asked.request(), fresh, asked.policy())) {
            StoredResponse own = Validation.freshened(before.response(), head, true, requestedMillis, now);
            validatedForOne(object, new ObjectHead(before.key(), own, before.labels(), before.forms()), status);
            return;
        }
        ObjectHead next = parts.keeper().freshened(asked, before, fresh);
        if (!parts.store().update(object, next, sequence)) {
            // Purged or replaced since it was asked.
            againAll();
            return;
        }
        parts.keeper().freshenOthers(asked, head, object, requestedMillis, sequence);
        List<Asker> others = finish();
        if (!answersNobody) {
            asked.onLoop(() -> parts.stored().serve(asked, object, status, Outcome.REVALIDATED));
        }
        for (Asker asker : others) {
            if (fresh.selection().matches(asker.request().fields()) && isUsable(asker, fresh)) {
                asker.onLoop(() -> parts.stored().serve(asker, object, status.collapsed(true), Outcome.COLLAPSED));
            } else {
                parts.alone(asker);
            }
        }
    }

    /** The app's word holds for the one whose request was sent alone; what is stored stays as it was, or goes. */
    private void validatedForOne(StoredObject object, ObjectHead own, CacheStatus status) {
        List<Asker> others = finish();
        if (!answersNobody && !asked.isGone()) {
            parts.stored().serveOnce(asked, object, own, status);
        }
        // What lies in the request says nothing of what is stored; what lies in the answer does.
        if (!asked.request().personal() && !asked.request().directives().noStore()) {
            parts.store().remove(object);
        }
        others.forEach(parts::alone);
    }

    private void againAll() {
        List<Asker> others = finish();
        if (!answersNobody) {
            parts.again(asked);
        }
        others.forEach(parts::again);
    }

    private void serveStale(StoredObject object, int status, String detail) {
        List<Asker> others = finish();
        CacheStatus said =
                CacheStatus.forward(why.token()).forwardStatus(status).detail(detail);
        if (!answersNobody) {
            asked.onLoop(() -> parts.stored().serve(asked, object, said, Outcome.STALE));
        }
        for (Asker asker : others) {
            if (mayAnswerForError(asker, object, status)) {
                asker.onLoop(() -> parts.stored().serve(asker, object, said, Outcome.STALE));
            } else {
                parts.alone(asker);
            }
        }
    }

    @Override
    public void failed(AppFailure failure) {
        if (!answersNobody) {
            asked.exchange().appAnswered();
        }
        if (stored != null && mayAnswerForError(asked, stored, 0)) {
            serveStale(stored, 0, AppSide.detail(failure));
            return;
        }
        List<Asker> others = finish();
        Consumer<Asker> refuse = asker ->
                parts.errors().answer(asker.exchange(), failure.reason().status(), AppSide.detail(failure));
        if (!answersNobody && !asked.isGone()) {
            refuse.accept(asked);
        }
        others.forEach(asker -> asker.onLoop(() -> refuse.accept(asker)));
    }

    String key() {
        return asked.key();
    }
}
