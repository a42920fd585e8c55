package dev.slipway.cache;

import dev.slipway.http.CacheControl;
import dev.slipway.http.EntityTag;
import dev.slipway.http.Fields;
import dev.slipway.http.HttpDate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One response as it is stored, without its body: what the law has to know to judge whether it may be used again. Made
 * once, when it is stored or validated; everything that takes parsing is parsed then.
 */
public final class StoredResponse {
    /** A heuristic lifetime is a tenth of the time since the last change (RFC 9111 §4.2.2) … */
    private static final int HEURISTIC_SHARE = 10;

    /** … and a day at most: beyond that the section asks for a warning that no longer exists. */
    private static final long MOST_HEURISTIC_SECONDS = 86_400;

    private static final long SECOND_MILLIS = 1_000;

    /**
     * The piece that a 206 brought (RFC 9110 §14.4).
     *
     * @param first the first byte's place
     * @param last the last byte's place, inclusive
     * @param complete the length of the whole representation
     */
    public record Part(long first, long last, long complete) {
        /** Whether it has these bytes, both places inclusive. */
        public boolean holds(long from, long to) {
            return first <= from && to <= last;
        }

        /** Its length in bytes. */
        public long length() {
            return last - first + 1;
        }
    }

    private final int status;
    private final Fields fields;
    private final Selection selection;
    private final long requestedMillis;
    private final long receivedMillis;
    private final @Nullable Part part;

    private final boolean targeted;
    private final CacheControl control;
    private final @Nullable EntityTag tag;
    private final @Nullable Instant lastModified;
    private final long dateMillis;
    private final long initialAgeMillis;
    private final long explicitSeconds;
    private final long staleWhileRevalidateSeconds;
    private final long staleIfErrorSeconds;
    private final boolean mustRevalidate;
    private final boolean noCache;
    private final boolean forEverybody;
    private final boolean setsCookies;

    /**
     * @param status the final status; 206 only with a part
     * @param fields the end-to-end fields as they are stored and sent, Age and Date as the app gave them; without
     *     Content-Length and without what §3.1 forbids to store
     * @param requestedMillis when the request for it was sent, since the epoch
     * @param receivedMillis when its head arrived
     */
    public StoredResponse(
            int status,
            Fields fields,
            Selection selection,
            long requestedMillis,
            long receivedMillis,
            @Nullable Part part) {
        this.status = status;
        this.fields = fields.shared();
        this.selection = selection;
        this.requestedMillis = requestedMillis;
        this.receivedMillis = receivedMillis;
        this.part = part;
        CacheControl ofTarget = CacheControl.targeted(fields);
        this.targeted = ofTarget != null;
        this.control = ofTarget == null ? CacheControl.of(fields) : ofTarget;
        String givenTag = fields.get("ETag");
        this.tag = givenTag == null ? null : EntityTag.parse(givenTag.strip());
        this.lastModified = date(fields.get("Last-Modified"));
        Instant date = date(fields.get("Date"));
        this.dateMillis = date == null ? receivedMillis : date.toEpochMilli();
        this.initialAgeMillis = initialAge();
        this.explicitSeconds = explicit();
        this.staleWhileRevalidateSeconds = control.seconds("stale-while-revalidate");
        this.staleIfErrorSeconds = control.seconds("stale-if-error");
        this.mustRevalidate = isBoundToRevalidate();
        this.noCache = control.hasPlain("no-cache");
        this.forEverybody = control.has("public") || control.has("s-maxage") || targeted && control.has("max-age");
        this.setsCookies = fields.contains("Set-Cookie");
    }

    private static @Nullable Instant date(@Nullable String field) {
        return field == null ? null : HttpDate.parseIgnoringCase(field.strip());
    }

    /** The age with which it arrived (§4.2.3); a clock that runs wrong never makes it younger. */
    private long initialAge() {
        long apparent = Math.max(0, receivedMillis - dateMillis);
        long delay = Math.max(0, receivedMillis - requestedMillis);
        return Math.max(apparent, ageValue() * SECOND_MILLIS + delay);
    }

    /** Age, of which the first member counts (§5.1); 0 where it is absent or invalid. */
    private long ageValue() {
        String field = fields.get("Age");
        if (field == null) {
            return 0;
        }
        int comma = field.indexOf(',');
        return Math.max(0, CacheControl.deltaSeconds((comma < 0 ? field : field.substring(0, comma)).strip()));
    }

    /** The lifetime that the app states (§4.2.1), or -1. */
    private long explicit() {
        if (control.has("s-maxage")) {
            return control.seconds("s-maxage");
        }
        if (control.has("max-age")) {
            return control.seconds("max-age");
        }
        List<String> expires = targeted ? List.of() : fields.all("Expires");
        if (expires.isEmpty()) {
            return -1;
        }
        // §5.3: an invalid date, "0" especially, is one in the past; and of several, nobody knows which is meant.
        Instant at = expires.size() > 1 && expires.stream().distinct().count() > 1 ? null : date(expires.getFirst());
        return at == null ? 0 : Math.max(0, (at.toEpochMilli() - dateMillis) / SECOND_MILLIS);
    }

    /** §5.2.2.2, §5.2.2.8, §5.2.2.10: s-maxage forbids too, unless a stale window stands beside it. */
    private boolean isBoundToRevalidate() {
        boolean window = control.has("stale-while-revalidate") || control.has("stale-if-error");
        return control.has("must-revalidate") || control.has("proxy-revalidate") || control.has("s-maxage") && !window;
    }

    public int status() {
        return status;
    }

    public Fields fields() {
        return fields;
    }

    public Selection selection() {
        return selection;
    }

    public long requestedMillis() {
        return requestedMillis;
    }

    public long receivedMillis() {
        return receivedMillis;
    }

    public @Nullable Part part() {
        return part;
    }

    /** Its Date, or when it was received. */
    long dateMillis() {
        return dateMillis;
    }

    /** Seconds since it was made or validated at the origin (§4.2.3); never negative. */
    public long ageSeconds(long nowMillis) {
        return (initialAgeMillis + Math.max(0, nowMillis - receivedMillis)) / SECOND_MILLIS;
    }

    /** How long it is fresh, by what the app says or, where that is allowed, by heuristic, from age 0 on (§4.2.1). */
    public long lifetimeSeconds(CachePolicy policy) {
        if (explicitSeconds >= 0) {
            return explicitSeconds;
        }
        boolean allowed = policy.heuristic() || policy.isByTheLetter();
        if (!allowed || lastModified == null || !Statuses.isHeuristicallyCacheable(status) && !control.has("public")) {
            return 0;
        }
        long unchanged = Math.max(0, dateMillis - lastModified.toEpochMilli()) / SECOND_MILLIS;
        return Math.min(unchanged / HEURISTIC_SHARE, MOST_HEURISTIC_SECONDS);
    }

    /** What says how long it is fresh: the name of a directive or field, {@code heuristic}, or empty where nothing does. */
    public String lifetimeSource(CachePolicy policy) {
        String field = targeted ? " (targeted)" : "";
        if (explicitSeconds < 0) {
            return lifetimeSeconds(policy) > 0 ? "heuristic" : "";
        }
        if (control.has("s-maxage")) {
            return "s-maxage" + field;
        }
        return control.has("max-age") ? "max-age" + field : "Expires";
    }

    /** Whether the app states a lifetime. */
    boolean hasExplicitLifetime() {
        return explicitSeconds >= 0;
    }

    /** Its entity tag, or null. */
    public @Nullable EntityTag tag() {
        return tag;
    }

    /** When it changed last, as it says itself, or null. */
    public @Nullable Instant lastModified() {
        return lastModified;
    }

    /** Since when it is as it is, for If-Modified-Since (§4.3.2): its Date where it does not say; null where it says junk. */
    public @Nullable Instant unmodifiedSince() {
        return fields.contains("Last-Modified") ? lastModified : Instant.ofEpochMilli(dateMillis);
    }

    /** The last change where it is a strong validator: a second at least before Date (RFC 9110 §8.8.2.2); null else. */
    public @Nullable Instant strongLastModified() {
        return lastModified == null || lastModified.toEpochMilli() + SECOND_MILLIS > dateMillis ? null : lastModified;
    }

    boolean hasValidator() {
        return tag != null || lastModified != null;
    }

    /** Whether it says that it may answer personal requests: {@code public}, {@code s-maxage} or a targeted equivalent. */
    public boolean isForEverybody() {
        return forEverybody;
    }

    /** Whether it sets cookies, which only the letter lets it do. */
    boolean setsCookies() {
        return setsCookies;
    }

    /** Whether no shared cache may keep it, or its tags are too many; a validation can bring that. */
    public boolean isForbidden() {
        return Tags.areTooMany(fields)
                || control.has("no-store") && !control.has("must-understand")
                || control.hasPlain("private");
    }

    CacheControl control() {
        return control;
    }

    boolean isTargeted() {
        return targeted;
    }

    /** Whether each use needs a validation (§5.2.2.4). */
    boolean isNoCache() {
        return noCache;
    }

    boolean mustRevalidate() {
        return mustRevalidate;
    }

    /** RFC 5861 §3, in seconds, or -1. */
    long staleWhileRevalidateSeconds() {
        return staleWhileRevalidateSeconds;
    }

    /** RFC 5861 §4, in seconds, or -1. */
    long staleIfErrorSeconds() {
        return staleIfErrorSeconds;
    }
}
