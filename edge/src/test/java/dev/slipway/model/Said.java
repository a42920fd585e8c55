package dev.slipway.model;

/**
 * One answer of the app. Each has a number, which it carries as {@code X-Said}, and a body that no other has.
 *
 * @param breaks whether the body ends early
 */
record Said(int number, int status, Lines fields, String body, boolean breaks) {
    @Override
    public String toString() {
        return status + " " + fields + (body.isEmpty() ? "" : " (" + body.length() + " bytes)")
                + (breaks ? " and breaks off" : "");
    }
}
