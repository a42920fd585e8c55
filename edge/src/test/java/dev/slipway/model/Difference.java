package dev.slipway.model;

/** Something that the edge did and the model does not allow. */
final class Difference extends RuntimeException {
    private static final long serialVersionUID = 1;

    Difference(String what) {
        super(what);
    }
}
