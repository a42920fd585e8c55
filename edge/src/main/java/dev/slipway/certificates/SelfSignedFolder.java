package dev.slipway.certificates;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that a node signs itself, one for all names of an environment. Kept in a folder, so that a browser's warning
 * that was answered once does not come back with a restart.
 */
public final class SelfSignedFolder {
    private static final Logger log = LoggerFactory.getLogger(SelfSignedFolder.class);
    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);

    private final CertificateFolder folder;
    private final InstantSource clock;
    private final Map<List<String>, Credentials> made = new ConcurrentHashMap<>();

    /** @param state where the node keeps certificates; made when the first one is */
    public SelfSignedFolder(Path state, InstantSource clock) {
        this.folder = CertificateFolder.selfSigned(state);
        this.clock = clock;
    }

    /** Credentials for these names: those that are kept, where they are for the same names and not about to end. */
    public Credentials credentials(List<String> hosts) {
        return Objects.requireNonNull(
                made.compute(hosts, (names, before) -> before != null && lasts(before) ? before : obtain(names)));
    }

    private boolean lasts(Credentials credentials) {
        return credentials.validUntil().isAfter(clock.instant().plus(RENEWED_BEFORE));
    }

    private Credentials obtain(List<String> hosts) {
        Credentials kept = kept(hosts);
        if (kept != null) {
            return kept;
        }
        Credentials fresh = SelfSigned.make(hosts, clock.instant());
        folder.keep(hosts.getFirst(), fresh);
        return fresh;
    }

    private @Nullable Credentials kept(List<String> hosts) {
        try {
            Credentials kept = folder.find(hosts.getFirst());
            return kept != null && lasts(kept) && isFor(kept, hosts) ? kept : null;
        } catch (IOException e) {
            log.warn("the self-signed certificate of {} is made anew: {}", hosts, e.getMessage());
            return null;
        }
    }

    private static boolean isFor(Credentials credentials, List<String> hosts) {
        return hosts.stream().allMatch(host -> CertificateFolder.covers(credentials.certificate(), host));
    }
}
