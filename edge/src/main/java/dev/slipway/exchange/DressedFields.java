package dev.slipway.exchange;

import dev.slipway.http.Fields;
import dev.slipway.http.HttpVersion;
import dev.slipway.http.RequestHead;
import dev.slipway.origin.AppFields;
import dev.slipway.origin.ForwardedFields;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What clients' fields came to on their way to the app, lately. Fields that come again are the same object, because the gate
 * does not decode them again; what is made of them then is the same as well, and encoded already.
 *
 * <p>A table of one entry a slot; the newest wins. Not for several threads: one belongs to each event loop.
 */
final class DressedFields {
    private static final int SLOTS = 64;

    /** Longer ones are made each time: the gate does not remember them either. */
    private static final int MOST_CHARS = 2 << 10;

    private final @Nullable Dressed[] slots = new @Nullable Dressed[SLOTS];

    /** What was made of which fields, and all that it depends on besides. */
    private record Dressed(
            Fields given,
            String authority,
            HttpVersion version,
            ForwardedFields.Hop hop,
            @Nullable String release,
            AppFields made) {
        @SuppressWarnings("ReferenceEquality")
        boolean is(RequestHead head, ForwardedFields.Hop by, @Nullable String live) {
            return given == head.fields()
                    && version == head.version()
                    && authority.equals(head.authority())
                    && hop.equals(by)
                    && Objects.equals(release, live);
        }
    }

    /**
     * The fields for the app, X-Request-Id excepted.
     *
     * @param head with those of the client's fields that are to reach the app
     * @param release the live release, or null where there is none
     */
    AppFields of(RequestHead head, ForwardedFields.Hop hop, @Nullable String release) {
        // What becomes of Max-Forwards depends on the method.
        if (head.method().equals("OPTIONS")) {
            return new AppFields(ForwardedFields.toApp(head, hop, release));
        }
        int slot = System.identityHashCode(head.fields()) & SLOTS - 1;
        Dressed known = slots[slot];
        if (known != null && known.is(head, hop, release)) {
            return known.made();
        }
        AppFields made = new AppFields(ForwardedFields.toApp(head, hop, release));
        if (isShort(head.fields())) {
            slots[slot] = new Dressed(head.fields(), head.authority(), head.version(), hop, release, made);
        }
        return made;
    }

    private static boolean isShort(Fields fields) {
        int chars = 0;
        for (int i = 0; i < fields.size(); i++) {
            chars += fields.name(i).length() + fields.value(i).length();
        }
        return chars <= MOST_CHARS;
    }
}
