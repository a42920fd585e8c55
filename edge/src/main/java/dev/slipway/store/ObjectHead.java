package dev.slipway.store;

import dev.slipway.cache.StoredResponse;
import dev.slipway.http.Fields;
import java.util.List;
import java.util.Set;

/**
 * What is stored of one response beside its bytes.
 *
 * @param key what it is stored under
 * @param response status, fields, selection and times
 * @param labels what it can be purged by besides its key
 * @param forms the codings of the body, one behind the other in its bytes: identity or the app's own coding first
 */
public record ObjectHead(String key, StoredResponse response, Set<String> labels, List<Form> forms) {
    /** Object headers, arrays and index entries of one object without label, in bytes of heap, roughly. */
    private static final int OBJECT_BYTES = 700;

    /** A string beside its characters. */
    private static final int STRING_BYTES = 56;

    /** An entry of the label index. */
    private static final int LABEL_BYTES = 100;

    /**
     * One coding of the body.
     *
     * @param coding as Content-Encoding says it; empty for identity
     * @param length in bytes
     */
    public record Form(String coding, int length) {}

    public ObjectHead {
        labels = Set.copyOf(labels);
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
            bytes += STRING_BYTES + fields.value(line).length();
        }
        for (String value : response.selection().values()) {
            bytes += STRING_BYTES + value.length();
        }
        for (String label : labels) {
            bytes += STRING_BYTES + LABEL_BYTES + label.length();
        }
        return bytes;
    }
}
