package dev.slipway.control;

/** Why a response was not stored, in words; the short forms stand in Cache-Status. */
final class Reasons {
    private Reasons() {}

    static String inWords(String reason) {
        return switch (reason) {
            case "private" -> "the app says Cache-Control: private.";
            case "no-store" -> "the app says Cache-Control: no-store.";
            case "set-cookie" ->
                "it sets a cookie. Set it only where it is needed, or name the cookies that matter in"
                        + " the route's `cookies`.";
            case "vary-asterisk" -> "the app says Vary: *, which no other request can match.";
            case "no-freshness" -> "the app says no lifetime. Add Cache-Control: max-age or s-maxage.";
            case "personal-request" -> "the request was personal, and the response does not say public or s-maxage.";
            case "authorization" -> "the request had Authorization, and the response does not allow to share it.";
            case "validated-each-time" -> "it is stored, and the app is asked each time whether it still holds.";
            case "too-large" -> "it is larger than an eighth of the memory for objects.";
            case "status" -> "its status is stored only with an explicit lifetime.";
            case "range" -> "it may be so for the range that was asked for, and not for others.";
            case "partial" -> "it is a piece of which nobody could tell which others belong to it.";
            case "request-no-store" -> "the request said Cache-Control: no-store.";
            case "method" -> "only responses to GET are stored.";
            case "never" -> "the route says cache = \"never\".";
            case "must-understand" -> "the app says must-understand, and the status has no rules of its own.";
            default -> reason + ".";
        };
    }
}
