package dev.slipway.check.sessions;

import dev.slipway.check.CheckRequest;
import dev.slipway.http.Fields;

/**
 * One of the three who ask.
 *
 * @param label how a finding calls them: {@code user A}, {@code user B}, {@code a stranger}
 * @param name the log-in name; empty for the stranger
 * @param fields what their requests carry
 */
record Visitor(String label, String name, Fields fields) {
    CheckRequest asks(CheckRequest request) {
        return request.withAll(fields).with("Accept-Encoding", "identity");
    }

    /** The curl line, with a variable where the cookie would stand. */
    String curl(CheckRequest request) {
        return request.curl("$" + label.replace("user ", "USER_").replace("a stranger", "NOBODY"));
    }
}
