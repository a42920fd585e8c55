package dev.slipway.telemetry;

/** The sink of everything that is measured. Never blocks; when its queue is full it drops log lines and counts them. */
public interface Telemetry {
    /** Records a finished exchange. */
    void record(ExchangeEvent event);

    /** Whether exchanges become lines of a log, which need an id. */
    boolean logs();

    /** A client connection opened (+1) or closed (-1). */
    void connections(int change);

    /** A WebSocket through the edge opened (+1) or ended (-1). */
    void tunnels(int change);

    /** A request refused for its form, by reason code: {@code bad-host}, {@code head-too-large}, … */
    void refused(String reason);
}
