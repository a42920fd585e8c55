package dev.slipway.certificates;

import java.time.InstantSource;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keeper of a node's certificates: gets those that are missing, and renews each ahead of its end. A virtual thread
 * for each host, so that one that fails keeps no other waiting, and no host is ever ordered twice at once.
 *
 * <p>Names that no authority can know ({@code localhost}, addresses, names without a dot) get self-signed ones. A
 * failure leaves what there is in use.
 */
public final class AcmeRenewal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AcmeRenewal.class);

    /** Hosts that deal with the authority at a time, however many there are: it counts requests. */
    private static final int MOST_AT_ONCE = 4;

    private final Parts parts;
    private final Map<String, Kept> hosts = new ConcurrentSkipListMap<>();

    /** The threads of hosts that went: one that comes back waits for its old one to end. */
    private final Map<String, Thread> leaving = new TreeMap<>();

    /** The clock, the waiting and the chance, which tests have in their hands. */
    public record Time(InstantSource clock, Pause pause, RandomGenerator random) {}

    record Parts(AcmeClient client, Time time, BiConsumer<String, Credentials> listener, Semaphore places) {}

    private record Kept(HostRenewal renewal, Thread thread) {}

    /** @param listener told of each certificate, those that were kept included, on any thread */
    public AcmeRenewal(AcmeClient client, Time time, BiConsumer<String, Credentials> listener) {
        this.parts = new Parts(client, time, listener, new Semaphore(MOST_AT_ONCE, true));
    }

    /** The hosts from now on. Tells of the kept certificates of new ones before it returns; does not wait for orders. */
    public synchronized void hosts(Collection<String> wanted) {
        Set<String> names = new TreeSet<>();
        wanted.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        hosts.forEach((name, kept) -> {
            if (!names.contains(name)) {
                hosts.remove(name);
                kept.thread().interrupt();
                leaving.put(name, kept.thread());
            }
        });
        leaving.values().removeIf(thread -> !thread.isAlive());
        names.stream().filter(name -> !hosts.containsKey(name)).forEach(this::add);
    }

    private void add(String host) {
        HostRenewal renewal = new HostRenewal(host, parts);
        renewal.begin();
        Thread before = leaving.remove(host);
        Thread thread = Thread.ofVirtual().name("certificate " + host).unstarted(() -> run(renewal, before));
        hosts.put(host, new Kept(renewal, thread));
        thread.start();
    }

    private static void run(HostRenewal renewal, @Nullable Thread before) {
        try {
            waitFor(before);
            renewal.run();
        } catch (InterruptedException e) {
            // The host went, or the node stops.
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "{} is not renewed any more; restart the node",
                    renewal.state().host(),
                    e);
            throw e;
        }
    }

    /** Not to be interrupted: the old one was, and ends; until then the host may be under way to the authority. */
    private static void waitFor(@Nullable Thread before) {
        boolean interrupted = false;
        while (before != null && before.isAlive()) {
            try {
                before.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** How it stands with each host, by name. */
    public Map<String, AcmeState> states() {
        Map<String, AcmeState> states = new TreeMap<>();
        hosts.forEach((name, kept) -> states.put(name, kept.renewal().state()));
        return states;
    }

    /** Ends what is under way and waits for that. */
    @Override
    public void close() {
        hosts(Set.of());
        Set<Thread> ending;
        synchronized (this) {
            ending = Set.copyOf(leaving.values());
        }
        ending.forEach(AcmeRenewal::waitFor);
    }
}
