package dev.slipway.store;

import dev.slipway.cache.StoredResponse;
import dev.slipway.http.Fields;
import dev.slipway.http.SharedTexts;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is stored of one response beside its bytes.
 *
 * @param key what it is stored under
 * @param response status, fields, selection and times
 * @param labels what it can be purged by besides its key
 * @param forms the codings of the body, one behind the other in its bytes: identity or the app's own coding first
 */
public record ObjectHead(String key, StoredResponse response, Set<String> labels, List<Form> forms) {
    /** What an object without fields and labels takes of the heap, in bytes; from a histogram of 100,000 objects. */
    private static final int OBJECT_BYTES = 1_100;

    /** A string beside its characters. */
    private static final int STRING_BYTES = 56;

    /** A field whose value others may have as well: between nothing and the whole of it. */
    private static final int SHARED_BYTES = 32;

    /** An entry of the label index, and a label that others may have as well. */
    private static final int LABEL_BYTES = 60;

    /**
     * One coding of the body.
     *
     * @param coding as Content-Encoding says it; empty for identity
     * @param length in bytes
     */
    public record Form(String coding, int length) {}

    public ObjectHead {
        labels = labels.stream().map(SharedTexts::share).collect(Collectors.toUnmodifiableSet());
        forms = List.copyOf(forms);
    }

    /** The length of all forms together, in bytes. */
    public long bodyLength() {
        long length = 0;
        for (Form form : forms) {
            length += form.length();
        }
        return length;
    }

    /** What head and index entries take of the heap, in bytes, roughly. */
    int heapBytes() {
        int bytes = OBJECT_BYTES + STRING_BYTES + key.length();
        Fields fields = response.fields();
        for (int line = 0; line < fields.size(); line++) {
            bytes += heapBytes(fields.value(line));
        }
        for (String value : response.selection().values()) {
            bytes += heapBytes(value);
        }
        for (String label : labels) {
            bytes += LABEL_BYTES + heapBytes(label);
        }
        return bytes;
    }

    private static int heapBytes(String text) {
        return text.length() <= SharedTexts.LONGEST ? SHARED_BYTES : STRING_BYTES + text.length();
    }
}
