package dev.slipway.store;

/** Which objects a purge means. */
public sealed interface Selector {
    /**
     * All variants stored under one key.
     *
     * @param key as {@code CacheKeys} makes it
     */
    record Key(String key) implements Selector {}

    /**
     * All objects whose key begins so.
     *
     * @param keyPrefix scheme, host and the beginning of a path
     */
    record Prefix(String keyPrefix) implements Selector {}

    /**
     * All objects with a label.
     *
     * @param label exactly as the object has it
     */
    record Label(String label) implements Selector {}

    /**
     * Everything under a label that all objects of something have, an environment's for instance.
     *
     * @param label exactly as the objects have it
     */
    record Everything(String label) implements Selector {}
}
