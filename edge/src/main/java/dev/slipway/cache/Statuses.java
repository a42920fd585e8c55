package dev.slipway.cache;

/** What the cache knows of status codes (RFC 9110 §15). */
public final class Statuses {
    private Statuses() {}

    /** Those that may be fresh by heuristic (§15.1). */
    static boolean isHeuristicallyCacheable(int status) {
        return switch (status) {
            case 200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501 -> true;
            default -> false;
        };
    }

    /**
     * Those that say of one request that it was wrong, or one too many, where another for the same may well succeed (RFC 9110
     * §15.5, RFC 6585 §3 to §5).
     */
    public static boolean areAboutTheRequest(int status) {
        return switch (status) {
            case 400, 406, 408, 412, 415, 416, 417, 421, 426, 428, 429, 431 -> true;
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
