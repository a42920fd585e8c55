package dev.slipway.model;

/** The head of what a client got. */
record Out(int status, Lines fields) {
    /** The number of the app's answer whose fields these are, or 0 for the edge's own words. */
    int said() {
        return Integer.parseInt(fields.firstOr("X-Said", "0"));
    }

    @Override
    public String toString() {
        return status + " " + fields;
    }
}
