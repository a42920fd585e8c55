package dev.slipway.cache;

/** What the cache knows of status codes (RFC 9110 §15). */
final class Statuses {
    private Statuses() {}

    /** Those that may be fresh by heuristic (§15.1). */
    static boolean isHeuristicallyCacheable(int status) {
        return switch (status) {
            case 200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501 -> true;
            default -> false;
        };
    }

    /** Those whose rules for caching are built in: what {@code must-understand} asks for (RFC 9111 §5.2.2.3). */
    static boolean isUnderstood(int status) {
        return switch (status) {
            case 200,
                    203,
                    204,
                    206,
                    300,
                    301,
                    302,
                    303,
                    307,
                    308,
                    400,
                    403,
                    404,
                    405,
                    410,
                    414,
                    500,
                    501,
                    502,
                    503,
                    504 -> true;
            default -> false;
        };
    }
}
