package dev.slipway.control;

/** Whoever builds what requests see from configurations: told whenever one was replaced. */
@FunctionalInterface
public interface ConfigurationSink {
    /** Rebuilds hosts and app pools from {@link ControlPlane#sites}; what runs finishes with what it began with. */
    void rebuild();
}
