package dev.slipway.cache;

import dev.slipway.http.Fields;

/** Which requests speak for one user, and what a route lets through of their cookies. */
public final class Personal {
    private Personal() {}

    /**
     * The request's fields with only the cookies that the route names; all of them where it names none.
     */
    public static Fields withRoutesCookies(Fields request, CachePolicy policy) {
        throw new UnsupportedOperationException();
    }

    /** The response's fields without Set-Cookie of cookies that the route does not name. */
    public static Fields withoutForeignSetCookies(Fields response, CachePolicy policy) {
        throw new UnsupportedOperationException();
    }

    /**
     * What makes the request personal: the name of a field, or {@code cookie NAME}; empty when it is not. By the letter
     * only Authorization does.
     *
     * @param fields after {@link #withRoutesCookies}
     */
    public static String because(Fields fields, CachePolicy policy) {
        throw new UnsupportedOperationException();
    }
}
