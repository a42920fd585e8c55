package dev.slipway.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The reference: everything that the app answered and a cache may have kept of it, with every purge. It is told what
 * happens, in order, and never what the edge does inside.
 */
final class Book {
    /** So many variants of a key are promised; whether an older one is there, nobody knows. */
    private static final int PROMISED_VARIANTS = 32;

    private final Map<String, List<Kept>> byKey = new HashMap<>();
    private final List<Call> open = new ArrayList<>();
    private final List<Purge> purges = new ArrayList<>();
    private final Map<Integer, List<Kept>> byHead = new HashMap<>();
    private final Map<String, Call> troubles = new HashMap<>();
    private long event;
    private final boolean evicts;

    /** @param evicts whether the cache has so little room that anything may be gone at any time */
    Book(boolean evicts) {
        this.evicts = evicts;
    }

    /** The next place in the order of events. */
    long next() {
        return ++event;
    }

    List<Kept> under(String key) {
        return byKey.getOrDefault(key, List.of());
    }

    List<Call> open() {
        return open;
    }

    /** The edge asks the app. */
    Call asked(Ask ask, String target, Lines fields, long now) {
        List<Kept> validates = new ArrayList<>();
        // §4.3.4: what could have been chosen for it. HEAD goes on with the client's own conditions.
        boolean may = !ask.passes() && ask.method.equals("GET");
        for (Kept kept : may ? under(ask.key()) : List.<Kept>of()) {
            if (!kept.isGone() && Law.whyNotFor(ask, kept).isEmpty() && Conditions.validate(fields, kept)) {
                validates.add(kept);
            }
        }
        Call call = new Call(ask, target, fields, next(), now, List.copyOf(validates));
        // These may be the client's own conditions, for the app to judge (§4.3.2).
        call.doubtful = !validates.isEmpty() && (ask.fields.has("Range") || Conditions.areOf(ask, fields));
        ask.calls.add(call);
        open.add(call);
        return call;
    }

    void failed(Call call) {
        call.failed = true;
        close(call);
        inTrouble(call);
    }

    private void inTrouble(Call call) {
        call.troubled = event;
        troubles.put(call.ask.key(), call);
    }

    /** The trouble of the app that a request met, its own or that of another which it waited for; null for none. */
    @Nullable
    Call trouble(Ask ask) {
        for (Call call : ask.calls.reversed()) {
            if (call.troubled > 0) {
                return call;
            }
        }
        Call other = troubles.get(ask.key());
        return other != null && other.troubled > ask.begin ? other : null;
    }

    private void close(Call call) {
        call.over = true;
        open.remove(call);
        event++;
        if (open.isEmpty()) {
            purges.clear();
        }
    }

    /** The app answers: the head is there. */
    void answered(Call call, Said said, long now) {
        call.said = said;
        call.answeredMillis = now;
        event++;
        if (Call.isTrouble(said.status())) {
            inTrouble(call);
        }
        switch (call.ask.method) {
            case "GET" -> {
                if (said.status() == 304) {
                    validated(call, said);
                } else if (!call.ask.passes() && said.status() < 500 && !isKept(call, said)) {
                    // The app says something else now, which is not kept: what was there may stay, or may not (§4.3.3).
                    matching(call.ask).forEach(kept -> kept.sure = false);
                }
            }
            case "HEAD" -> described(call, said);
            case "OPTIONS" -> {} // safe: changes nothing
            default -> changed(call.ask, said);
        }
    }

    private boolean isKept(Call call, Said said) {
        return Law.whyNotStored(call, said).isEmpty() && Law.isOfUse(newly(call, said), call.ask.policy);
    }

    private List<Kept> matching(Ask ask) {
        return under(ask.key()).stream()
                .filter(kept -> !kept.isGone() && Law.matches(kept, ask))
                .toList();
    }

    /** §4.3.4. */
    private void validated(Call call, Said said) {
        // What was asked about, and what other validations have made of it since.
        Set<Kept> about = new LinkedHashSet<>(call.validates);
        for (Kept kept : under(call.ask.key())) {
            if (call.validates.stream().anyMatch(asked -> asked.body == kept.body)) {
                about.add(kept);
            }
        }
        long present = about.stream().filter(kept -> !kept.isGone()).count();
        for (Kept kept : about) {
            if (Conditions.isAbout(said.fields(), kept.fields)) {
                update(call, kept, said, present == 1);
            } else {
                kept.sure = false;
            }
        }
    }

    private void update(Call call, Kept kept, Said said, boolean sure) {
        Lines fields = Law.updated(call.ask.policy, kept.fields, said.fields(), call.ask.policy.letter());
        Kept fresh = new Kept(call, kept.body, said.number(), fields, next());
        fresh.sure = kept.sure && sure;
        // A Vary that is another says that what is kept may not be what its selection says.
        if (Law.isForOne(call.ask, fields) || !Objects.equals(fresh.selection, kept.selection)) {
            // The one who asked may have it. What was there before may stay as it was, or may not.
            Lines own = Law.updated(call.ask.policy, kept.fields, said.fields(), true);
            fresh = new Kept(call, kept.body, said.number(), own, next());
            fresh.only = call.ask;
            fresh.sure = false;
            kept.sure = false;
        } else if (kept.isGone() || isPurgedSince(call, fresh) || isPurgedSince(call, kept)) {
            return;
        } else if (call.doubtful) {
            fresh.sure = false;
            kept.sure = false;
        } else {
            kept.end(event, "updated by " + said.number());
        }
        put(fresh);
    }

    private boolean isPurgedSince(Call call, Kept kept) {
        return purges.stream()
                .anyMatch(purge -> purge.at() > call.asked && purge.means(kept.key, kept.tags, kept.call.ask));
    }

    /** Whether the app has told that request that it holds (§4.3.4); its fields may be newer since, by another's validation. */
    boolean isValidatedFor(Ask ask, Kept kept) {
        return under(kept.key).stream()
                .anyMatch(one -> one.call.ask == ask
                        && one.body == kept.body
                        && one.head != one.body.number()
                        && one.since <= kept.since);
    }

    /** §4.3.5: a HEAD updates what a GET brought, or makes it stale. */
    private void described(Call call, Said said) {
        if (said.status() != 200 || call.ask.policy.never() || call.ask.isDisguised()) {
            return;
        }
        List<Kept> outdated = new ArrayList<>();
        for (Kept kept : matching(call.ask)) {
            if (!Law.whyNotFor(call.ask, kept).isEmpty()) {
                continue; // he is shown something of his own
            }
            boolean same = kept.body.status() == 200
                    && isSame(said, kept, "ETag")
                    && isSame(said, kept, "Last-Modified")
                    && isSame(said, kept, "Content-Encoding")
                    && said.fields()
                            .firstOr("Content-Length", kept.body.body().length() + "")
                            .equals(kept.body.body().length() + "");
            Lines fields = Law.updated(call.ask.policy, kept.fields, said.fields(), call.ask.policy.letter());
            boolean his = call.ask.personal() || call.ask.directives().has("no-store");
            boolean chosen = Objects.equals(Law.selection(call.ask, fields), kept.selection);
            if (same && chosen && !Law.isForOne(call.ask, fields)) {
                update(call, kept, said, true);
            } else if (!same || !his) {
                outdated.add(kept);
            }
        }
        outdated.forEach(this::outdate);
    }

    /** Makes it stale. The other variants of its key may become so with it. */
    private void outdate(Kept kept) {
        kept.purge(Purge.invalidation(next(), "key", kept.key, ""));
        doubt(kept.key);
    }

    /** What is there under a key, or on its way, may be there afterwards or not. */
    private void doubt(String key) {
        under(key).forEach(kept -> kept.sure = false);
        for (Call call : open) {
            call.doubtful |= call.ask.key().equals(key);
        }
    }

    private static boolean isSame(Said said, Kept kept, String name) {
        String given = said.fields().first(name);
        return given == null || given.equals(kept.fields.first(name));
    }

    /** §4.4, RFC 9875 §3. */
    private void changed(Ask ask, Said said) {
        for (String group : said.fields().members("Cache-Group-Invalidation")) {
            purge(Purge.invalidation(next(), "group", group.replace("\"", ""), Purge.origin(ask.key())));
        }
        if (said.status() < 200 || said.status() >= 400) {
            return;
        }
        purge(Purge.invalidation(next(), "key", ask.key(), ""));
        for (String name : List.of("Location", "Content-Location")) {
            String named = said.fields().firstOr(name, "");
            if (named.startsWith("/")) {
                purge(Purge.invalidation(next(), "key", Ask.key(ask.authority, ask.policy.target(named)), ""));
            }
        }
    }

    /** Whether something on its way was purged after it was asked for, and before that. */
    boolean isPurgedBefore(Kept kept, long event) {
        return purges.stream()
                .anyMatch(purge -> !kept.call.over
                        && purge.at() > kept.call.asked
                        && purge.at() < event
                        && purge.means(kept.key, kept.tags, kept.call.ask));
    }

    /** The body of an answer is complete: now it is kept, unless it was purged since it was asked for. */
    void completed(Call call) {
        Said said = call.said;
        Kept kept = said == null || !Law.whyNotStored(call, said).isEmpty() ? null : newly(call, said);
        boolean late = kept == null || isPurgedSince(call, kept);
        close(call);
        if (kept == null) {
            return;
        }
        // What this request could have got and did not is not what the app says now: it may go (§4.3.3).
        List<Kept> others = matching(call.ask);
        if (late) {
            others.forEach(other -> other.sure = false);
            return;
        }
        kept.sure = !evicts && !call.doubtful && Law.isOfUse(kept, call.ask.policy);
        for (Kept other : others) {
            if (isSame(other, kept) && kept.sure) {
                other.end(event, "replaced by " + said);
            } else {
                other.sure = false;
            }
        }
        put(kept);
    }

    private static boolean isSame(Kept one, Kept other) {
        return one.selection != null && one.selection.equals(other.selection);
    }

    /** What would be kept of an answer, whose body may still be coming. */
    Kept newly(Call call, Said said) {
        return new Kept(call, said, said.number(), Law.storedFields(call.ask.policy, said.fields()), event);
    }

    /** The body broke off, or nobody wanted the rest. */
    void broke(Call call) {
        close(call);
    }

    private void put(Kept kept) {
        List<Kept> variants = byKey.computeIfAbsent(kept.key, key -> new ArrayList<>());
        kept.sure &= !evicts && !kept.call.doubtful;
        variants.add(kept);
        long oldest = open.stream().mapToLong(call -> call.ask.begin).min().orElse(event);
        byHead.computeIfAbsent(kept.head, head -> new ArrayList<>()).add(kept);
        variants.removeIf(other -> other.gone < oldest && forget(other));
        for (int i = 0; i < variants.size() - PROMISED_VARIANTS; i++) {
            variants.get(i).sure = false;
        }
    }

    private boolean forget(Kept kept) {
        byHead.computeIfPresent(kept.head, (head, all) -> {
            all.remove(kept);
            return all.isEmpty() ? null : all;
        });
        return true;
    }

    /** Purges what is there, and what is on its way. */
    void purge(String kind, String value, String environment, boolean hard) {
        purge(new Purge(next(), kind, value, environment, hard, false));
    }

    private void purge(Purge purge) {
        if (!open.isEmpty()) {
            purges.add(purge);
        }
        for (List<Kept> variants : byKey.values()) {
            for (Kept kept : variants) {
                if (!kept.isGone() && purge.means(kept.key, kept.tags, kept.call.ask)) {
                    kept.purge(purge);
                    if (purge.hard()) {
                        kept.end(purge.at(), purge.toString());
                    }
                }
            }
        }
    }

    /** What must be served to that request without asking the app, or null where the law leaves a choice. */
    @Nullable
    Kept required(Ask ask, long now) {
        if (ask.passes()) {
            return null;
        }
        // §4.1: of several those that vary, then the most recent, by Date; of those of one second, any.
        List<Kept> all = matching(ask).stream()
                .filter(kept -> !Law.isWithheld(kept, ask.policy))
                .toList();
        List<Kept> varying =
                all.stream().filter(kept -> kept.fields.has("Vary")).toList();
        List<Kept> matching = varying.isEmpty() ? all : varying;
        long newest = matching.stream().mapToLong(kept -> kept.date).max().orElse(0);
        List<Kept> chosen =
                matching.stream().filter(kept -> kept.date == newest).toList();
        boolean must = !chosen.isEmpty() && chosen.stream().allMatch(kept -> isRequired(ask, kept, now));
        return must ? chosen.getFirst() : null;
    }

    private static boolean isRequired(Ask ask, Kept kept, long now) {
        return kept.sure
                && kept.purged() == 0
                && Law.whyNotFor(ask, kept).isEmpty()
                && Law.lifetime(kept, ask.policy) > Law.age(kept, now)
                && Law.whyAsk(ask, kept, now).isEmpty();
    }

    /** Forgets what is open: the edge was restarted. */
    void restarted() {
        open.clear();
        purges.clear();
        byKey.values().forEach(variants -> variants.forEach(Kept::restarted));
        event++;
    }

    /** For the dialogue. */
    @Override
    public String toString() {
        TreeMap<String, List<Kept>> text = new TreeMap<>();
        byKey.forEach((key, kept) ->
                text.put(key, kept.stream().filter(one -> !one.isGone()).toList()));
        return text.toString();
    }

    /** All, under whichever key, whose fields that answer brought. */
    List<Kept> saying(int said) {
        return new ArrayList<>(byHead.getOrDefault(said, List.of()));
    }
}
