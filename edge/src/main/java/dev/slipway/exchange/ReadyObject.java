package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.cache.Personal;
import dev.slipway.cache.StoredResponse;
import dev.slipway.http.CacheStatus;
import dev.slipway.http.EntityTag;
import dev.slipway.http.Fields;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.ResponseHead;
import dev.slipway.site.Route;
import dev.slipway.store.ObjectHead;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The heads of a stored object, encoded for one route and one second: its Age changes with the clock, so they are made
 * again when the next second asks for them, and not before.
 */
final class ReadyObject {
    private final ObjectHead head;
    private final Dress dress;
    private final List<Form> forms;
    private final List<String> codings;

    /**
     * What the heads depend on besides the object.
     *
     * @param route whose fields they carry
     * @param indexed whether search engines may see the environment
     * @param ageSeconds for Age
     */
    record Dress(Route route, boolean indexed, long ageSeconds, CacheStatus status) {
        /** With the key, where search engines do not come: a test environment tells its developers. */
        Dress withKey(String key) {
            return indexed ? this : new Dress(route, false, ageSeconds, status.key(key));
        }

        /** Routes live as long as their release, so that identity says it, and faster. */
        @SuppressWarnings("ReferenceEquality")
        boolean is(Dress other) {
            return route == other.route
                    && ageSeconds == other.ageSeconds
                    && indexed == other.indexed
                    && status.equals(other.status);
        }
    }

    /** One coding of the body: where it begins, and its heads. */
    private record Form(
            String coding,
            int offset,
            int length,
            PreparedHead whole,
            PreparedHead notModified,
            @Nullable EntityTag tag) {}

    private ReadyObject(ObjectHead head, Dress dress, List<Form> forms) {
        this.head = head;
        this.dress = dress;
        this.forms = forms;
        this.codings = forms.stream().skip(1).map(Form::coding).toList();
    }

    static ReadyObject of(ObjectHead head, Dress dress) {
        Dress shown = dress.withKey(head.key());
        List<Form> forms = new ArrayList<>(head.forms().size());
        int offset = 0;
        for (int i = 0; i < head.forms().size(); i++) {
            ObjectHead.Form form = head.forms().get(i);
            forms.add(form(head.response(), shown, form, offset, i > 0));
            offset += form.length();
        }
        return new ReadyObject(head, dress, forms);
    }

    /** Whether these heads are still the right ones. */
    @SuppressWarnings("ReferenceEquality")
    boolean isFor(ObjectHead wanted, Dress as) {
        return head == wanted && dress.is(as);
    }

    private static Form form(
            StoredResponse response, Dress dress, ObjectHead.Form form, int offset, boolean compressed) {
        // It may have been stored under another route's policy.
        Fields.Builder fields = Personal.withoutForeignSetCookies(
                        response.fields(), dress.route().policy())
                .toBuilder()
                .remove("Age");
        EntityTag tag = response.tag();
        if (compressed) {
            fields.set("Content-Encoding", form.coding());
            if (tag != null) {
                // Other bytes than those that the app's tag vouches for: the same only in meaning (RFC 9110 §8.8.3.3).
                tag = EntityTag.weak(tag.opaque());
                fields.set("ETag", tag.toString());
            }
        }
        Fields sent = dressed(fields, response.fields(), dress);
        Fields short304 = sent.toBuilder()
                .remove("Content-Type")
                .remove("Content-Encoding")
                .remove("Content-Language")
                .remove("Accept-Ranges")
                .build();
        boolean bodiless = new ResponseHead(response.status(), Fields.EMPTY).hasNoBody();
        return new Form(
                form.coding(),
                offset,
                form.length(),
                new PreparedHead(
                        new ResponseHead(response.status(), sent), bodiless ? PreparedHead.NO_LENGTH : form.length()),
                new PreparedHead(new ResponseHead(304, short304), PreparedHead.NO_LENGTH),
                tag);
    }

    /** The fields of an answer from the store, or of one that is being stored. */
    static Fields dressed(Fields.Builder fields, Fields stored, Dress dress) {
        if (dress.ageSeconds() >= 0) {
            fields.add("Age", Long.toString(dress.ageSeconds()));
        }
        if (Compression.isWorthwhile(stored) && !Compression.variesByCoding(stored)) {
            fields.add("Vary", "Accept-Encoding");
        }
        fields.add("Cache-Status", dress.status().toString());
        return RouteFields.dress(fields, dress.route(), dress.indexed()).build();
    }

    /** The codings that may be chosen besides the first form; the best first. */
    List<String> codings() {
        return codings;
    }

    /**
     * The form of that coding, the first one where there is none such.
     *
     * @param body of the object; stays the caller's
     */
    Representation form(String coding, ByteBuf body) {
        for (int i = 1; i < forms.size(); i++) {
            if (forms.get(i).coding().equals(coding)) {
                return new Served(forms.get(i), body, head.response());
            }
        }
        return new Served(forms.getFirst(), body, head.response());
    }

    /** One form with the bytes that it is cut from. */
    private record Served(Form form, ByteBuf body, StoredResponse response) implements Representation {
        @Override
        public PreparedHead whole() {
            return form.whole();
        }

        @Override
        public PreparedHead notModified() {
            return form.notModified();
        }

        @Override
        public @Nullable EntityTag tag() {
            return form.tag();
        }

        @Override
        public @Nullable Instant modified() {
            return response.strongLastModified();
        }

        @Override
        public @Nullable Instant unmodifiedSince() {
            return response.unmodifiedSince();
        }

        @Override
        public long size() {
            return form.length();
        }

        @Override
        public Body part(long first, long length) {
            return new Body.Bytes(body.retainedSlice((int) (form.offset() + first), (int) length));
        }
    }
}
