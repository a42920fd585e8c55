package dev.slipway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Activation;
import dev.slipway.api.ControlClient;
import dev.slipway.api.Release;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node acknowledged, and the one change that it may have made without saying so. After a restart the node must
 * have the former whole, and the latter whole or not at all.
 */
final class Ledger {
    /** A host beside the usual one, which every configuration replaces by another. */
    static final String FIRST_HOST = "faults0.localhost";

    private final Map<String, SampleRelease> releases = new LinkedHashMap<>();
    private final List<Activation> activations = new ArrayList<>();
    private String host = FIRST_HOST;
    private @Nullable Change pending;

    /** A change that was asked for. */
    sealed interface Change {
        record Deploy(SampleRelease sample) implements Change {}

        /** @param release null for a rollback */
        record Activate(@Nullable String release) implements Change {}

        record Configure(String host) implements Change {}
    }

    /** What is asked for next; its answer is not known until one of the others is called. */
    void asked(Change change) {
        pending = change;
    }

    void published(String name, SampleRelease sample) {
        releases.put(name, sample);
        pending = null;
    }

    void activated(Activation activation) {
        // Promoting what is live answers with the activation in force.
        if (activations.isEmpty() || activation.number() > activations.getLast().number()) {
            activations.add(activation);
        }
        pending = null;
    }

    void configured(String newHost) {
        host = newHost;
        pending = null;
    }

    void refused() {
        pending = null;
    }

    List<String> releases() {
        return List.copyOf(releases.keySet());
    }

    SampleRelease sample(String release) {
        SampleRelease sample = releases.get(release);
        assertThat(sample).as(release).isNotNull();
        return java.util.Objects.requireNonNull(sample);
    }

    /** The deploy that was cut short, if it was one and the node did not finish it by itself. */
    @Nullable
    SampleRelease interrupted() {
        return pending instanceof Change.Deploy(SampleRelease sample) ? sample : null;
    }

    int changes() {
        return releases.size() + activations.size();
    }

    /** Compares it with a restarted node, and takes over what the node did without being heard. */
    void compare(RunningNode node) throws IOException {
        ControlClient client = node.client();
        compareReleases(client);
        compareActivations(client);
        try (Visitor visitor = new Visitor(node)) {
            compareConfiguration(visitor);
            compareAnswers(visitor);
        }
    }

    private void compareReleases(ControlClient client) {
        List<String> published = new ArrayList<>();
        for (Release release : client.releases(RunningNode.SITE)) {
            if (release.state().equals("published")) {
                published.add(release.name());
                if (!releases.containsKey(release.name())) {
                    SampleRelease unheard = interrupted();
                    assertThat(unheard).as(release + " was never asked for").isNotNull();
                    published(release.name(), java.util.Objects.requireNonNull(unheard));
                }
            } else {
                assertThat(release.state()).as(release.name()).isEqualTo("receiving");
            }
        }
        assertThat(published).containsExactlyInAnyOrderElementsOf(releases.keySet());
        releases.forEach((name, sample) -> assertThat(client.files(RunningNode.SITE, name))
                .as(name)
                .containsExactlyInAnyOrderElementsOf(sample.draft().files()));
    }

    private void compareActivations(ControlClient client) {
        List<Activation> found =
                client.activations(RunningNode.SITE, "production").reversed();
        assertThat(found).startsWith(activations.toArray(new Activation[0]));
        if (found.size() > activations.size()) {
            assertThat(found).hasSize(activations.size() + 1);
            Activation last = found.getLast();
            assertThat(pending).as(last + " was never asked for").isInstanceOf(Change.Activate.class);
            if (pending instanceof Change.Activate(String release)) {
                assertThat(last.kind()).isEqualTo(release == null ? "rollback" : "promote");
                assertThat(release == null || last.release().equals(release)).isTrue();
            }
            activated(last);
        }
    }

    private void compareConfiguration(Visitor visitor) throws IOException {
        if (activations.isEmpty()) {
            return;
        }
        boolean old = answers(visitor, host);
        if (pending instanceof Change.Configure(String newHost)) {
            assertThat(answers(visitor, newHost))
                    .as("the old or the new configuration")
                    .isNotEqualTo(old);
            if (!old) {
                configured(newHost);
            }
            return;
        }
        assertThat(old).as("the acknowledged configuration answers for " + host).isTrue();
    }

    private boolean answers(Visitor visitor, String candidate) throws IOException {
        String page = "/static/page-0.html";
        return visitor.get(candidate, page).status() == 200;
    }

    private void compareAnswers(Visitor visitor) throws IOException {
        Map<String, byte[]> expected = new HashMap<>();
        for (SampleRelease sample : releases.values()) {
            sample.files().forEach((path, content) -> {
                if (path.contains("asset")) {
                    expected.put(path, content);
                }
            });
        }
        if (!activations.isEmpty()) {
            expected.putAll(sample(activations.getLast().release()).files());
        }
        for (Map.Entry<String, byte[]> file : expected.entrySet()) {
            Visitor.Answer answer = visitor.get(file.getKey());
            assertThat(answer.status()).as(file.getKey()).isEqualTo(200);
            assertThat(answer.body()).as(file.getKey()).isEqualTo(file.getValue());
        }
    }
}
