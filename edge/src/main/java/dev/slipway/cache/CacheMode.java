package dev.slipway.cache;

/** What a route lets the cache do with the app's responses. */
public enum CacheMode {
    /** Nothing is stored, whatever the app says. */
    NEVER,
    /** RFC 9111 as a shared cache, made safe for personal requests. */
    ORIGIN,
    /** The letter of RFC 9111. */
    RFC9111
}
