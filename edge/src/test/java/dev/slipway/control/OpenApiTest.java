package dev.slipway.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.api.AuditEntry;
import dev.slipway.api.CacheState;
import dev.slipway.api.ConfigurationRequest;
import dev.slipway.api.Explanation;
import dev.slipway.api.Json;
import dev.slipway.api.NodeStatus;
import dev.slipway.api.Problem;
import dev.slipway.api.PurgeReceipt;
import dev.slipway.api.PurgeRequest;
import dev.slipway.api.Rehearsal;
import dev.slipway.api.Release;
import dev.slipway.api.ReleaseDiff;
import dev.slipway.api.ReleaseDraft;
import dev.slipway.api.RouteCache;
import dev.slipway.api.RouteFigures;
import dev.slipway.api.Run;
import dev.slipway.api.RunReport;
import dev.slipway.api.RunRequest;
import dev.slipway.api.Token;
import dev.slipway.api.TokenRequest;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document that is served with the API says what the API does. */
final class OpenApiTest {
    @TempDir
    Path folder;

    private JsonNode document;
    private Set<String> operations;

    @BeforeEach
    void read() throws IOException {
        try (RunningNode node = RunningNode.start(folder)) {
            document = Json.MAPPER.readTree(node.get("/openapi.json").body());
            ControlServer.Sources unused = new ControlServer.Sources(
                    () -> {
                        throw new IllegalStateException();
                    },
                    java.util.Map::of,
                    () -> "",
                    (lines, follow, taker) -> {},
                    (site, environment) -> java.util.List.of());
            operations = new Endpoints(node.plane, unused, new LogLines(unused.log()))
                    .all().stream()
                            .map(endpoint -> endpoint.method().name().toLowerCase(Locale.ROOT) + " " + endpoint.path())
                            .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void hasEveryOperationAndNoOther() {
        Set<String> documented = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> documented.add(method + " " + path.getKey())));

        assertThat(documented).isEqualTo(operations);
    }

    @Test
    void hasEveryComponentOfTheRecords() {
        Set.of(
                        Activation.class,
                        ActivationRequest.class,
                        AuditEntry.class,
                        ConfigurationRequest.class,
                        CacheState.class,
                        RouteCache.class,
                        RouteFigures.class,
                        RouteFigures.Latency.class,
                        Rehearsal.class,
                        Run.class,
                        Run.Step.class,
                        Run.Evidence.class,
                        Run.Grading.class,
                        Run.Graded.class,
                        RunReport.class,
                        RunRequest.class,
                        RouteCache.HitCost.class,
                        NodeStatus.class,
                        NodeStatus.SiteStatus.class,
                        NodeStatus.EnvironmentStatus.class,
                        NodeStatus.AppStatus.class,
                        NodeStatus.CertificateStatus.class,
                        Explanation.class,
                        Explanation.StoredVariant.class,
                        PurgeReceipt.class,
                        PurgeReceipt.Sample.class,
                        PurgeRequest.class,
                        Problem.class,
                        Release.class,
                        Release.Progress.class,
                        ReleaseDiff.class,
                        ReleaseDiff.Change.class,
                        ReleaseDraft.class,
                        ReleaseDraft.File.class,
                        ReleaseDraft.Origin.class,
                        Token.class,
                        TokenRequest.class)
                .forEach(this::assertDocumented);
    }

    private void assertDocumented(Class<?> type) {
        JsonNode schema = document.at("/components/schemas/" + type.getSimpleName());
        Set<String> properties = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(properties::add);
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));

        assertThat(properties).as(type.getSimpleName()).isEqualTo(names(type, true));
        assertThat(required).as(type.getSimpleName()).isEqualTo(names(type, false));
    }

    private static Set<String> names(Class<?> type, boolean withNullable) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component ->
                        withNullable || !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
