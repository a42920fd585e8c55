package dev.slipway.certificates;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate of one host through the years. All but the state belongs to one thread. */
final class HostRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(HostRenewal.class);

    /** A certificate that is due already when it arrives (a clock is wrong) must not be ordered in a loop. */
    private static final Duration LEAST_BETWEEN = Duration.ofHours(1);

    /** An authority may begin to offer renewal information, and may ask for patience, but not for ever. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final String host;
    private final boolean selfSigned;
    private final AcmeRenewal.Parts parts;

    private @Nullable Credentials credentials;
    private @Nullable RenewalAdvice advice;
    private @Nullable Instant chosen;
    private Instant nextQuestion = Instant.MIN;
    private Instant notBefore = Instant.MIN;
    private int failures;

    private volatile AcmeState state;

    HostRenewal(String host, AcmeRenewal.Parts parts) {
        this.host = host;
        this.selfSigned = !HostNames.canBeOrdered(host);
        this.parts = parts;
        this.state = new AcmeState(host, selfSigned, null, null, null);
    }

    AcmeState state() {
        return state;
    }

    /** Tells of what is kept already. Happens before the thread begins. */
    void begin() {
        try {
            credentials = selfSigned ? folder().find(host) : parts.client().kept(host);
        } catch (IOException e) {
            LOG.warn("the certificate kept for {} cannot be used and is got anew: {}", host, e.getMessage());
        }
        if (credentials != null) {
            tell(credentials);
        }
        show(null, null);
    }

    /** Until it is interrupted. */
    void run() throws InterruptedException {
        while (true) {
            Instant now = now();
            Instant due = due(now);
            if (due.isAfter(now)) {
                show(due, state.lastFailure());
                parts.time().pause().until(waking(now, due));
            } else {
                show(null, state.lastFailure());
                renew();
            }
        }
    }

    /** The authority's advice may change before the certificate is due; after a failure there is nothing to ask. */
    private Instant waking(Instant now, Instant due) {
        boolean asksFirst = failures == 0 && nextQuestion.isAfter(now) && nextQuestion.isBefore(due);
        return asksFirst ? nextQuestion : due;
    }

    private Instant due(Instant now) throws InterruptedException {
        Instant planned;
        if (credentials == null || failures > 0) {
            planned = now;
        } else {
            askAdvice(credentials, now);
            planned = chosen != null ? chosen : credentials.dueForRenewal();
        }
        return planned.isAfter(notBefore) ? planned : notBefore;
    }

    /** No advice is no failure: then a third of the lifetime decides. */
    private void askAdvice(Credentials current, Instant now) throws InterruptedException {
        if (selfSigned || now.isBefore(nextQuestion)) {
            return;
        }
        parts.places().acquire();
        try {
            RenewalAdvice found = parts.client().advice(current);
            if (found == null || !found.isUsableFor(current)) {
                advice = null;
                chosen = null;
            } else if (!found.hasSameWindow(advice)) {
                advice = found;
                chosen = found.choose(parts.time().random());
            }
            nextQuestion = found == null ? now.plus(LONGEST) : found.nextQuestion(now);
        } catch (AcmeFailure e) {
            LOG.debug("no advice about the certificate of {}: {}", host, e.getMessage());
            nextQuestion = now.plus(LONGEST.dividedBy(4));
        } finally {
            parts.places().release();
        }
    }

    private void renew() throws InterruptedException {
        try {
            Credentials fresh = selfSigned ? sign() : order();
            credentials = fresh;
            advice = null;
            chosen = null;
            nextQuestion = Instant.MIN;
            failures = 0;
            notBefore = now().plus(LEAST_BETWEEN);
            tell(fresh);
            show(null, null);
            LOG.info("{} has a new certificate, valid until {}", host, fresh.validUntil());
        } catch (AcmeFailure e) {
            fail(e.getMessage(), e.notBefore());
        } catch (RuntimeException e) {
            LOG.error("no new certificate for {}", host, e);
            fail("an error of this program, which is in its log: " + e, null);
        }
    }

    private Credentials order() throws AcmeFailure, InterruptedException {
        parts.places().acquire();
        try {
            return parts.client().order(List.of(host));
        } finally {
            parts.places().release();
        }
    }

    private Credentials sign() {
        Credentials fresh = SelfSigned.make(List.of(host), now());
        folder().keep(host, fresh);
        return fresh;
    }

    private void fail(@Nullable String why, @Nullable Instant wanted) {
        failures++;
        Instant now = now();
        Instant next = now.plus(Backoff.after(failures, parts.time().random()));
        if (wanted != null && wanted.isAfter(next)) {
            next = wanted.isBefore(now.plus(LONGEST)) ? wanted : now.plus(LONGEST);
        }
        notBefore = next;
        show(next, why);
        LOG.warn("no new certificate for {}, next try at {}: {}", host, next, why);
    }

    private void tell(Credentials fresh) {
        try {
            parts.listener().accept(host, fresh);
        } catch (RuntimeException e) {
            LOG.error("the new certificate of {} could not be put to use", host, e);
        }
    }

    private void show(@Nullable Instant next, @Nullable String lastFailure) {
        Instant validUntil = credentials == null ? null : credentials.validUntil();
        state = new AcmeState(host, selfSigned, validUntil, next, lastFailure);
    }

    private CertificateFolder folder() {
        return parts.client().selfSigned();
    }

    private Instant now() {
        return parts.time().clock().instant();
    }
}
