package dev.slipway.http;

/**
 * Texts that many stored heads have in common, kept once: names, media types, dates of the same second, labels. Without it a
 * stored object of a few hundred bytes takes twice the heap.
 *
 * <p>A text has one place, by its hash, where the last that came is kept: what is common is found again, and what is not
 * costs nothing but its place. Threads may overwrite each other's; either text will do.
 */
public final class SharedTexts {
    private static final int PLACES = 4096;

    /** Longer ones, in characters, are hardly ever common: each stays what it is. */
    public static final int LONGEST = 96;

    private static final String[] TEXTS = new String[PLACES];

    private SharedTexts() {}

    /** The same text, or an equal one that others have. */
    public static String share(String text) {
        if (text.length() > LONGEST) {
            return text;
        }
        int hash = text.hashCode();
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        String present = TEXTS[place];
        if (text.equals(present)) {
            return present;
        }
        TEXTS[place] = text;
        return text;
    }
}
