package dev.slipway.certificates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which credentials a name gets: the operator's files, else what an authority gave, else what the node signed itself. A
 * look-up reads references only. Files that changed are read by {@link #refresh}; one that cannot be used leaves what was
 * read before in force, and says so.
 */
public final class Certificates {
    private static final Logger log = LoggerFactory.getLogger(Certificates.class);

    private static final String PROOFS = "/.well-known/acme-challenge/";

    /**
     * Where the credentials of one environment come from.
     *
     * @param hosts its names, in lower case; at least one
     * @param certificate the operator's file, or null where the node sees to it
     * @param key its private key, or null
     */
    public record Source(
            List<String> hosts,
            @Nullable Path certificate,
            @Nullable Path key) {
        public Source {
            hosts = List.copyOf(hosts);
        }
    }

    /** Where a certificate comes from. */
    public enum Origin {
        /** The operator's files. */
        FILE,
        /** An authority, by ACME. */
        AUTHORITY,
        /** The node itself. */
        SELF_SIGNED
    }

    /**
     * The certificate that clients get who ask for a name.
     *
     * @param problem why the operator's files cannot be used, in plain words; null where they can, or there are none
     */
    public record InUse(
            String host,
            Origin origin,
            Instant validUntil,
            @Nullable String problem) {}

    private record Loaded(Credentials credentials, FileTime certificateTime, FileTime keyTime) {}

    private final Function<List<String>, @Nullable Credentials> signedByItself;
    private final Challenges challenges = new Challenges();
    private final Map<String, Credentials> given = new ConcurrentHashMap<>();
    private volatile Map<String, Credentials> byHost = Map.of();
    private volatile @Nullable Credentials first;
    private List<Source> sources = List.of();
    private Map<Source, Loaded> files = Map.of();
    private final Map<String, String> problems = new TreeMap<>();

    /** @param signedByItself makes credentials for these names where there are no others, or null where it cannot */
    public Certificates(Function<List<String>, @Nullable Credentials> signedByItself) {
        this.signedByItself = signedByItself;
    }

    /**
     * What a client gets that asks for that name, or names none; null where no environment is there.
     *
     * @param name in lower case
     */
    public @Nullable Credentials find(@Nullable String name) {
        Credentials found = name == null ? null : byHost.get(name);
        return found == null ? first : found;
    }

    /**
     * The answer to a request for that path, where an authority wants to see it (RFC 8555 §8.3); null for every other.
     */
    public @Nullable String proof(String path) {
        return challenges.isEmpty() || !path.startsWith(PROOFS)
                ? null
                : challenges.http(path.substring(PROOFS.length()));
    }

    /** The names of these that an authority is to be asked for: public ones, without a file of the operator's. */
    public static List<String> orderable(List<Source> sources) {
        return sources.stream()
                .filter(source -> source.certificate() == null)
                .flatMap(source -> source.hosts().stream())
                .filter(HostNames::canBeOrdered)
                .toList();
    }

    /** What is being proved to an authority. */
    public Challenges challenges() {
        return challenges;
    }

    /** An authority has given credentials for that name. */
    public synchronized void give(String host, Credentials credentials) {
        given.put(host, credentials);
        publish();
    }

    /** Takes these sources in place of the ones before. */
    public synchronized void replace(List<Source> next) {
        sources = List.copyOf(next);
        refresh();
    }

    /** Reads the files that changed since they were last read; may block. */
    public synchronized void refresh() {
        Map<Source, Loaded> now = new HashMap<>();
        problems.clear();
        for (Source source : sources) {
            Path certificate = source.certificate();
            Path key = source.key();
            if (certificate == null || key == null) {
                continue;
            }
            Loaded before = files.get(source);
            try {
                now.put(source, read(certificate, key, before));
            } catch (IOException e) {
                String problem = e.getMessage() == null ? e.toString() : e.getMessage();
                problems.put(source.hosts().getFirst(), problem);
                if (before != null) {
                    now.put(source, before);
                    log.warn("the certificate of {} stays the one that was read before: {}", source.hosts(), problem);
                }
            }
        }
        files = now;
        publish();
    }

    private static Loaded read(Path certificate, Path key, @Nullable Loaded before) throws IOException {
        FileTime certificateTime = Files.getLastModifiedTime(certificate);
        FileTime keyTime = Files.getLastModifiedTime(key);
        if (before != null
                && before.certificateTime().equals(certificateTime)
                && before.keyTime().equals(keyTime)) {
            return before;
        }
        Credentials credentials = Credentials.read(certificate, key);
        if (before != null) {
            log.info("read a new certificate from {}, valid until {}", certificate, credentials.validUntil());
        }
        return new Loaded(credentials, certificateTime, keyTime);
    }

    private void publish() {
        Map<String, Credentials> next = new HashMap<>();
        Credentials front = null;
        for (Source source : sources) {
            Loaded read = files.get(source);
            Credentials ours = null;
            for (String host : source.hosts()) {
                Credentials chosen = read == null ? given.get(host) : read.credentials();
                if (chosen == null) {
                    ours = ours == null ? signedByItself.apply(source.hosts()) : ours;
                    chosen = ours;
                }
                if (chosen != null) {
                    next.put(host, chosen);
                    front = front == null ? chosen : front;
                }
            }
        }
        byHost = Map.copyOf(next);
        first = front;
    }

    /** What is in use for these names, in their order; names without any are left out. */
    public synchronized List<InUse> inUse(List<String> hosts) {
        List<InUse> found = new ArrayList<>();
        for (Source source : sources) {
            for (String host : source.hosts()) {
                Credentials chosen = byHost.get(host);
                if (hosts.contains(host) && chosen != null) {
                    String problem = problems.get(source.hosts().getFirst());
                    found.add(new InUse(host, origin(source, host), chosen.validUntil(), problem));
                }
            }
        }
        return found;
    }

    private Origin origin(Source source, String host) {
        if (files.containsKey(source)) {
            return Origin.FILE;
        }
        return given.containsKey(host) ? Origin.AUTHORITY : Origin.SELF_SIGNED;
    }

    /** The names whose files cannot be used, each with what is wrong. */
    public synchronized Map<String, String> problems() {
        return Map.copyOf(problems);
    }
}
