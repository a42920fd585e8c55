package dev.slipway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What Prometheus and the operator see. */
class NodeTelemetryTest {
    @Test
    void exchangesAreCountedAndTimedPerRouteAndStatusClass() {
        try (NodeTelemetry telemetry = new NodeTelemetry(null)) {
            telemetry.record(Events.event("1"));
            telemetry.record(Events.event("2"));
            telemetry.record(Events.event("3", "192.0.2.7", "/", "", 503));
            telemetry.connections(1);
            telemetry.connections(1);
            telemetry.connections(-1);
            telemetry.refused("bad-host");

            String series = "{environment=\"production\",route=\"products\",site=\"shop\"";
            for (int scrape = 0; scrape < 2; scrape++) {
                assertThat(telemetry.scrape())
                        .contains("slipway_requests_total" + series + ",status=\"2xx\"} 2.0")
                        .contains("slipway_requests_total" + series + ",status=\"5xx\"} 1.0")
                        .contains("slipway_request_seconds_bucket" + series + ",status=\"2xx\",le=\"0.01\"} 0")
                        .contains("slipway_request_seconds_bucket" + series + ",status=\"2xx\",le=\"0.025\"} 2")
                        .contains("slipway_request_seconds_count" + series + ",status=\"2xx\"} 2")
                        .contains("slipway_app_seconds_count" + series + "} 3")
                        .contains("slipway_response_bytes_total" + series + "} 15360.0")
                        .contains("slipway_refused_total{reason=\"bad-host\"} 1.0")
                        .contains("slipway_connections 1.0")
                        .contains("jvm_memory_used_bytes");
            }
            NodeTelemetry.RouteReport report = telemetry.routes().getFirst();
            assertThat(report.requests()).isEqualTo(3);
            assertThat(report.errors()).isEqualTo(1);
            assertThat(report.p95Millis()).isBetween(12.0, 12.7);
        }
    }

    @Test
    void reasonsAreBounded() {
        try (NodeTelemetry telemetry = new NodeTelemetry(null)) {
            for (int i = 0; i < 1000; i++) {
                telemetry.refused("reason-" + i);
            }
            assertThat(telemetry.refusals()).hasSizeLessThanOrEqualTo(101);
        }
    }
}
