package dev.slipway.telemetry;

/** The numbers of another part of the node, read whenever somebody asks for the metrics. */
@FunctionalInterface
public interface Figures {
    void read(Sink to);

    /** Where they go. Labels are name and value in turn; the same name may come again with other values. */
    interface Sink {
        /** A number that goes up and down. */
        void gauge(String name, String help, double value, String... labels);

        /** A number that counts since the start; its series ends in {@code _total}. */
        void counter(String name, String help, double value, String... labels);
    }
}
