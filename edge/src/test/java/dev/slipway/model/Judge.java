package dev.slipway.model;

import dev.slipway.model.Contents.Expected;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether what came out was allowed, and what had to come out. */
final class Judge {
    private final Book book;

    Judge(Book book) {
        this.book = book;
    }

    /**
     * Judges the head of an answer, when it comes; throws a {@link Difference} where it must not be.
     *
     * @param required what {@link Book#required} said when the request began
     * @return the bodies of which one has to follow; none where nobody knows it
     */
    List<Expected> check(Ask ask, Out out, @Nullable Kept required, long now) {
        boolean silent = ask.reads() && ask.directives().has("only-if-cached");
        if (silent && !ask.calls.isEmpty()) {
            throw new Difference("the app was asked in spite of only-if-cached");
        }
        if (out.status() == 304 && !ask.fields.has("If-None-Match") && !ask.fields.has("If-Modified-Since")) {
            throw new Difference("304 to a request without conditions");
        }
        if (out.said() == 0) {
            ownWords(ask, out, required, silent, now);
            return List.of();
        }
        for (Call call : ask.calls) {
            Said said = call.said;
            if (said != null && said.number() == out.said()) {
                return said(call, said, out, now);
            }
        }
        return fromStore(ask, out, now);
    }

    /** What the app has just said to that client: passed on, or, as a 304, about what is kept. */
    private List<Expected> said(Call call, Said said, Out out, long now) {
        if (said.status() != 304 || call.ask.passes() || call.ask.method.equals("HEAD")) {
            return List.of(forwarded(call, said, out));
        }
        try {
            return fromStore(call.ask, out, now);
        } catch (Difference notKept) {
            // The app has judged the client's own conditions, which go along with a range.
            Lines client = call.ask.fields;
            boolean own = out.status() == 304
                    && call.fields.values("If-None-Match").equals(client.values("If-None-Match"))
                    && call.fields.values("If-Modified-Since").equals(client.values("If-Modified-Since"));
            if (!own) {
                throw notKept;
            }
            return List.of(forwarded(call, said, out));
        }
    }

    /** The edge's own answer: an error, or about conditions and ranges. */
    private void ownWords(Ask ask, Out out, @Nullable Kept required, boolean silent, long now) {
        boolean right = switch (out.status()) {
            case 504 -> silent && required == null || isTroubled(ask, now);
            case 502 -> isTroubled(ask, now);
            case 416 -> ask.fields.has("Range");
            default -> false;
        };
        if (!right) {
            throw new Difference("the edge answers by itself with " + out.status());
        }
    }

    private boolean isTroubled(Ask ask, long now) {
        Call trouble = book.trouble(ask);
        if (trouble == null || !trouble.failed) {
            return false;
        }
        for (Kept kept : trouble.validates) {
            boolean had =
                    kept.sure && !kept.isGone() && Law.whyNotFor(ask, kept).isEmpty();
            if (had
                    && trouble.ask == ask
                    && !trouble.doubtful
                    && Law.whyNotStandIn(ask, kept, false, now).isEmpty()) {
                throw new Difference("an error, although this may stand in: " + kept);
            }
        }
        return true;
    }

    /** An answer of the app to this very request, passed on. */
    private Expected forwarded(Call call, Said said, Out out) {
        Ask ask = call.ask;
        Lines own = Law.shown(ask.policy, said.fields());
        if (said.status() != out.status()) {
            // It is being stored, and the client's own conditions hold against it.
            boolean conditional = said.status() == 200 && out.status() == 304 && !ask.passes();
            if (!conditional || !Contents.isNotModified(ask, book.newly(call, said))) {
                throw new Difference("the app said " + said.status());
            }
        }
        Contents.checkFields(own, out);
        boolean none = ask.method.equals("HEAD") || out.status() == 304 || out.status() == 204;
        return none ? Expected.NOTHING : new Expected(said.body(), said.breaks());
    }

    private List<Expected> fromStore(Ask ask, Out out, long now) {
        List<Expected> expected = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (Kept kept : candidates(out.said())) {
            String reason = complaint(ask, kept, now);
            try {
                if (reason.isEmpty()) {
                    expected.add(Contents.of(ask, kept, out, now));
                }
            } catch (Difference another) {
                reason = String.valueOf(another.getMessage());
            }
            reasons.add(kept + ": " + reason);
        }
        if (!expected.isEmpty()) {
            return expected;
        }
        throw new Difference("nobody may have said " + out.said() + " for " + ask.key() + ": " + reasons + ", there is "
                + book.under(ask.key()));
    }

    /** All that may have brought these fields: what is kept, and what is on its way. */
    private List<Kept> candidates(int said) {
        List<Kept> found = book.saying(said);
        for (Call call : book.open()) {
            Said answer = call.said;
            if (answer != null && answer.number() == said && answer.status() != 304) {
                String why = Law.whyNotStored(call, answer);
                if (!why.isEmpty()) {
                    throw new Difference("passed on to another, although it may not be stored: " + why);
                }
                found.add(book.newly(call, answer));
            }
        }
        return found;
    }

    private String complaint(Ask ask, Kept kept, long now) {
        String never = Law.whyNotFor(ask, kept);
        if (!never.isEmpty()) {
            return never;
        }
        if (kept.gone <= ask.begin) {
            return "gone before";
        }
        if (!kept.call.target.equals(ask.policy.target(ask.target))) {
            return "the app was asked for " + kept.call.target;
        }
        if (book.isValidatedFor(ask, kept)) {
            return "";
        }
        Call trouble = book.trouble(ask);
        String standIn = trouble == null ? "no trouble" : Law.whyNotStandIn(ask, kept, !trouble.failed, now);
        if (standIn.isEmpty()) {
            return "";
        }
        if (kept.purged() > 0 && kept.purged() < ask.begin) {
            return "purged before, and not validated since; " + standIn;
        }
        if (book.isPurgedBefore(kept, ask.begin)) {
            return "its fetch began before a purge, and the request after it; " + standIn;
        }
        String why = Law.whyAsk(ask, kept, now);
        return why.isEmpty() ? "" : why + "; " + standIn;
    }
}
