package dev.slipway.site;

/**
 * How long releases are held: while either still holds. Live releases and the ones a rollback would return to are held
 * in any case.
 *
 * @param releases the number of newest releases
 * @param days days since it was published
 */
public record Retention(int releases, int days) {
    public static final Retention DEFAULT = new Retention(20, 14);
}
