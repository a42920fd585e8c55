package dev.slipway.certificates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.exception.AcmeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets certificates for the names that want one, and renews them ahead of their end: when the authority says (RFC 9773), else
 * with a third of their life left. After a failure what there is stays in force, and the next try waits, longer each time.
 *
 * <pre>
 * account.key         who we are to the authority
 * shop.example.pem    the newest certificate of that name
 * shop.example.key    its private key
 * </pre>
 */
public final class AcmeRenewal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AcmeRenewal.class);
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(6);

    /** How long nothing is looked at where nothing is due. */
    private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

    /** One name's certificate, and its next try. */
    private static final class Name {
        private @Nullable Credentials credentials;
        private Instant due;
        private Duration wait = FIRST_WAIT;
        private String failure = "";

        Name(Instant due) {
            this.due = due;
        }
    }

    private final AcmeClient client;
    private final Path folder;
    private final InstantSource clock;
    private final BiConsumer<String, Credentials> given;
    private final Thread thread;
    private final Map<String, Name> names = new HashMap<>();
    private final Set<String> wanted = new LinkedHashSet<>();
    private boolean closed;

    /**
     * Begins to work.
     *
     * @param folder of the account and the certificates; made where it is missing
     * @param given is told of each certificate, from before a restart or new; on any thread
     */
    public AcmeRenewal(
            AcmeSettings settings,
            Path folder,
            Challenges challenges,
            InstantSource clock,
            BiConsumer<String, Credentials> given)
            throws IOException {
        Files.createDirectories(folder);
        this.client = new AcmeClient(settings, folder, challenges);
        this.folder = folder;
        this.clock = clock;
        this.given = given;
        this.thread = Thread.ofVirtual().name("acme").start(this::run);
    }

    /** Whether an authority could vouch for that name: not for addresses, and not for names of this machine. */
    public static boolean isPublic(String host) {
        return host.indexOf('.') > 0
                && !host.endsWith(".localhost")
                && !host.endsWith(".local")
                && !host.endsWith(".internal")
                && !host.matches("[0-9.]+")
                && !host.startsWith("[");
    }

    /** The names to have certificates for from here on; what is kept of them is given at once. */
    public synchronized void want(List<String> hosts) {
        wanted.clear();
        for (String host : hosts) {
            if (isPublic(host) && wanted.add(host) && !names.containsKey(host)) {
                names.put(host, restored(host));
            }
        }
        notifyAll();
    }

    private Name restored(String host) {
        Name name = new Name(clock.instant());
        Path certificate = folder.resolve(host + ".pem");
        if (!Files.exists(certificate)) {
            return name;
        }
        try {
            Credentials kept = Credentials.read(certificate, folder.resolve(host + ".key"));
            name.credentials = kept;
            name.due = aThirdLeft(kept.certificate());
            given.accept(host, kept);
        } catch (IOException e) {
            log.warn("the certificate of {} is ordered anew: {}", host, e.getMessage());
        }
        return name;
    }

    private static Instant aThirdLeft(X509Certificate certificate) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        return end.minus(Duration.between(begin, end).dividedBy(3));
    }

    private void run() {
        try {
            for (String host = next(); host != null; host = next()) {
                renew(host);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a name that is due; null at the end. */
    private synchronized @Nullable String next() throws InterruptedException {
        while (!closed) {
            Instant now = clock.instant();
            Duration sleep = LONGEST_SLEEP;
            for (String host : wanted) {
                Name name = names.get(host);
                if (name == null) {
                    continue;
                }
                Duration left = Duration.between(now, name.due);
                if (!left.isPositive()) {
                    return host;
                }
                sleep = left.compareTo(sleep) < 0 ? left : sleep;
            }
            wait(Math.max(1, sleep.toMillis()));
        }
        return null;
    }

    private void renew(String host) throws InterruptedException {
        Name name = name(host);
        Credentials before = name.credentials;
        try {
            Credentials next = client.order(host, before == null ? null : before.certificate());
            next.write(folder.resolve(host + ".pem"), folder.resolve(host + ".key"));
            Instant due = due(next.certificate());
            synchronized (this) {
                name.credentials = next;
                name.due = due;
                name.wait = FIRST_WAIT;
                name.failure = "";
            }
            given.accept(host, next);
            log.info(
                    "got a certificate for {}, valid until {}",
                    host,
                    next.certificate().getNotAfter());
        } catch (AcmeException | IOException | RuntimeException e) {
            client.forget();
            failed(host, name, e);
        }
    }

    private synchronized Name name(String host) {
        return names.computeIfAbsent(host, any -> new Name(clock.instant()));
    }

    private Instant due(X509Certificate certificate) {
        Instant usual = aThirdLeft(certificate);
        try {
            return client.renewal(certificate).filter(usual::isAfter).orElse(usual);
        } catch (AcmeException | IOException | RuntimeException e) {
            log.debug("the authority does not say when to renew", e);
            return usual;
        }
    }

    private synchronized void failed(String host, Name name, Exception why) {
        String failure = why.getMessage() == null ? why.toString() : why.getMessage();
        // Some chance, so that nodes that failed together do not try together.
        long jitter = ThreadLocalRandom.current().nextLong(name.wait.toMillis() / 4 + 1);
        name.due = clock.instant().plus(name.wait).plusMillis(jitter);
        name.failure = failure;
        log.warn("no certificate for {}: {}; what there is stays in force, next try at {}", host, failure, name.due);
        Duration doubled = name.wait.multipliedBy(2);
        name.wait = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
    }

    /** The names whose last try failed, each with why. */
    public synchronized Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        for (String host : wanted) {
            Name name = names.get(host);
            if (name != null && !name.failure.isEmpty()) {
                problems.put(host, name.failure);
            }
        }
        return problems;
    }

    /** Ends the work; an order under way is given up. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
    }
}
