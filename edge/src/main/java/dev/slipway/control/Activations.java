package dev.slipway.control;

import dev.slipway.api.Activation;
import dev.slipway.api.ActivationRequest;
import dev.slipway.cache.CacheMode;
import dev.slipway.control.Refusal.Retry;
import dev.slipway.exchange.Live;
import dev.slipway.site.EnvironmentConfig;
import dev.slipway.site.ParsedRules;
import dev.slipway.site.ReleaseRules;
import dev.slipway.site.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves an environment's pointer: the entry is committed to the database first, so that what was acknowledged survives,
 * and then the one reference that requests read is replaced.
 */
final class Activations {
    private final Database database;
    private final Purges purges;
    private final InstantSource clock;

    Activations(Database database, Purges purges, InstantSource clock) {
        this.purges = purges;
        this.database = database;
        this.clock = clock;
    }

    /** Reads a site's logs from the database into memory, and what is live with them. */
    void load(SiteState site) {
        List<Row> rows = database.read(handle -> handle.createQuery("""
                        select environment, number, release, at, by_whom, reason, kind, replaces, rolled_back, stricter,
                          strict_routes
                        from activation where site = :site order by environment, number
                        """)
                .bind("site", site.name())
                .map((row, context) -> {
                    long rolledBack = row.getLong("rolled_back");
                    Long taken = row.wasNull() ? null : rolledBack;
                    return new Row(
                            row.getString("environment"),
                            new Activation(
                                    row.getLong("number"),
                                    row.getString("release"),
                                    Instant.parse(row.getString("at")),
                                    row.getString("by_whom"),
                                    row.getString("reason"),
                                    row.getString("kind"),
                                    row.getLong("replaces"),
                                    taken,
                                    words(row.getString("stricter")),
                                    words(row.getString("strict_routes"))));
                })
                .list());
        rows.forEach(row -> site.environment(row.environment()).history().append(row.activation()));
        for (EnvironmentState environment : site.environments()) {
            Activation current = environment.history().current();
            if (current != null) {
                environment.live().set(live(site, current, stricter(site, current.stricter())));
                settleAll(site, environment, current);
            }
        }
    }

    private record Row(String environment, Activation activation) {}

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    /** The rules of releases that may be gone: their configuration stays in the database. */
    private List<ReleaseRules> stricter(SiteState site, List<String> releases) {
        List<ReleaseRules> rules = new ArrayList<>();
        for (String release : releases) {
            database.read(handle -> ReleaseRow.find(handle, site.name(), release))
                    .map(row -> ConfigurationText.rules(row.configuration()))
                    .ifPresent(parsed -> {
                        switch (parsed) {
                            case ParsedRules.Valid valid -> rules.add(valid.rules());
                            case ParsedRules.Invalid invalid ->
                                throw new IllegalStateException("the configuration of release " + release
                                        + " can no longer be read: " + invalid.complaints());
                        }
                    });
        }
        return rules;
    }

    private static Live live(SiteState site, Activation activation, List<ReleaseRules> stricter) {
        SiteState.Published release = site.published(activation.release());
        if (release == null) {
            throw new IllegalStateException("release " + activation.release() + " of " + site.name()
                    + " is live but not held; the state folder is damaged");
        }
        return new Live(activation.number(), release.rules(), release.files(), stricter);
    }

    /**
     * Makes a release live. Promoting what is live already changes nothing and returns the activation in force.
     *
     * @param override whether the caller may promote to a protected environment: as an admin with a reason, or as a step of
     *     a run
     */
    Activation promote(SiteState site, String environmentName, ActivationRequest request, String by, boolean override) {
        site.lock.lock();
        try {
            EnvironmentConfig config = config(site, environmentName);
            EnvironmentState environment = site.environment(environmentName);
            SiteState.Published release = published(site, request.release());
            boolean justified = request.run() != null || isGiven(request.reason());
            if (config.protectedByPlan() && !(override && justified)) {
                throw Refusal.of(
                        403,
                        "protected-environment",
                        Retry.AFTER_CHANGE,
                        "environment " + environmentName + " is protected and takes only rehearsed plans",
                        "a rehearsed plan, or an admin's promotion with a reason, which is recorded",
                        "Run `slipway rehearse` and `slipway ship`, or ask an admin to run `slipway promote` with --reason.");
            }
            compare(environment, request.replaces());
            Activation current = environment.history().current();
            if (current != null && current.release().equals(release.row().name())) {
                return current;
            }
            return activate(site, environment, release.row().name(), request.reason(), by, "promote", null, List.of());
        } finally {
            site.lock.unlock();
        }
    }

    /** Takes the newest activation that stands back, or goes to the release that the request names. */
    Activation rollback(SiteState site, String environmentName, ActivationRequest request, String by) {
        site.lock.lock();
        try {
            config(site, environmentName);
            EnvironmentState environment = site.environment(environmentName);
            compare(environment, request.replaces());
            Activation top = environment.history().top();
            refuseLetGo(site, environment, request);
            String to = request.release() == null ? environment.history().beforeTop() : request.release();
            if (top == null || to == null) {
                throw Refusal.of(
                        409,
                        "nothing-to-roll-back",
                        Retry.AFTER_CHANGE,
                        "environment " + environmentName + " has no earlier activation that still stands",
                        "at least two activations, the earlier not rolled back",
                        "`slipway releases` lists what is held; `slipway rollback --to RELEASE` chooses one of them.");
            }
            SiteState.Published release = published(site, to);
            if (top.release().equals(to)
                    && environment.live().get().files().release().equals(to)
                    && request.release() != null) {
                return java.util.Objects.requireNonNull(environment.history().current());
            }
            List<String> stricter = Boolean.TRUE.equals(request.loosen()) ? List.of() : strictest(environment, release);
            return activate(
                    site, environment, release.row().name(), request.reason(), by, "rollback", top.number(), stricter);
        } finally {
            site.lock.unlock();
        }
    }

    private Activation activate(
            SiteState site,
            EnvironmentState environment,
            String release,
            @Nullable String reason,
            String by,
            String kind,
            @Nullable Long rolledBack,
            List<String> stricter) {
        long replaces = environment.history().currentNumber();
        List<ReleaseRules> strict = stricter(site, stricter);
        List<String> strictRoutes =
                strictRoutes(strict, published(site, release).rules());
        Activation activation = new Activation(
                replaces + 1, release, clock.instant(), by, reason, kind, replaces, rolledBack, stricter, strictRoutes);
        Live before = environment.live().get();
        Live after = live(site, activation, strict);
        database.write(handle -> handle.createUpdate("""
                        insert into activation (site, environment, number, release, at, by_whom, reason, kind,
                          replaces, rolled_back, stricter, strict_routes, settled)
                        values (:site, :environment, :number, :release, :at, :by, :reason, :kind,
                          :replaces, :rolledBack, :stricter, :strictRoutes, 0)
                        """)
                .bind("site", site.name())
                .bind("environment", environment.name())
                .bind("number", activation.number())
                .bind("release", release)
                .bind("at", activation.at().toString())
                .bind("by", by)
                .bind("reason", reason)
                .bind("kind", kind)
                .bind("replaces", replaces)
                .bind("rolledBack", rolledBack)
                .bind("stricter", String.join(" ", stricter))
                .bind("strictRoutes", String.join(" ", strictRoutes))
                .execute());
        environment.history().append(activation);
        environment.live().set(after);
        ChangedObjects changed = ChangedObjects.between(site.name(), config(site, environment.name()), before, after);
        String cause = "activation " + activation.number();
        if (purges.purgeChanged(site.name(), environment.name(), changed, cause)) {
            settle(site, environment, activation);
        }
        return activation;
    }

    /** Records that what the activation changed stays stale; until then a restart takes everything for changed. */
    private void settle(SiteState site, EnvironmentState environment, Activation activation) {
        database.write(handle -> handle.createUpdate("""
                        update activation set settled = 1
                        where site = :site and environment = :environment and number = :number
                        """)
                .bind("site", site.name())
                .bind("environment", environment.name())
                .bind("number", activation.number())
                .execute());
    }

    /** Finishes what a process began that was ended before its purge was recorded, or whose disk refused the record. */
    private void settleAll(SiteState site, EnvironmentState environment, Activation current) {
        boolean settled = database.read(handle -> handle.createQuery("""
                        select settled from activation
                        where site = :site and environment = :environment and number = :number
                        """)
                .bind("site", site.name())
                .bind("environment", environment.name())
                .bind("number", current.number())
                .mapTo(Boolean.class)
                .one());
        if (!settled && purges.purgeAll(site.name(), environment.name())) {
            settle(site, environment, current);
        }
    }

    /** The releases whose never-stored routes stay so: the one that is left, and those that stayed so before. */
    private static List<String> strictest(EnvironmentState environment, SiteState.Published target) {
        Live live = environment.live().get();
        Activation current = environment.history().current();
        List<String> releases = new ArrayList<>(current == null ? List.of() : current.stricter());
        if (live.hasRelease() && !neverStored(live.rules()).isEmpty()) {
            releases.add(live.files().release());
        }
        releases.remove(target.row().name());
        return releases.stream().distinct().toList();
    }

    /** What is never stored in these, and would be in those. */
    private static List<String> strictRoutes(List<ReleaseRules> stricter, ReleaseRules rules) {
        Set<String> names = new LinkedHashSet<>();
        stricter.forEach(strict -> neverStored(strict).forEach(route -> names.add(route.name())));
        neverStored(rules).forEach(route -> names.remove(route.name()));
        return List.copyOf(names);
    }

    private static List<Route> neverStored(ReleaseRules rules) {
        return rules.routes().stream()
                .filter(route -> route.policy().mode() == CacheMode.NEVER)
                .toList();
    }

    /** @throws Refusal 404 when neither the configuration nor the log knows it */
    static void refuseUnknown(SiteState site, String environment) {
        if (!site.hasEnvironment(environment)) {
            config(site, environment);
        }
    }

    private static boolean isGiven(@Nullable String reason) {
        return reason != null && !reason.isBlank();
    }

    /** Retention keeps what the next rollback returns to, but not what several in a row would. */
    private static void refuseLetGo(SiteState site, EnvironmentState environment, ActivationRequest request) {
        String before = environment.history().beforeTop();
        if (request.release() == null && before != null && site.published(before) == null) {
            throw Refusal.of(
                    409,
                    "nothing-to-roll-back",
                    Retry.AFTER_CHANGE,
                    "release " + before + ", live in " + environment.name() + " before, is no longer held",
                    "a release that is still held",
                    "`slipway releases` lists what is held; `slipway rollback --to RELEASE` chooses one of them.");
        }
    }

    static EnvironmentConfig config(SiteState site, String environment) {
        EnvironmentConfig config = site.site().environments().get(environment);
        if (config == null) {
            throw Refusal.of(
                    404,
                    "unknown-environment",
                    Retry.AFTER_CHANGE,
                    "site " + site.name() + " has no environment \"" + environment + '"',
                    "one of " + String.join(", ", site.site().environments().keySet()),
                    "Name one of these, or add it to slipway.toml and run `slipway configure`.");
        }
        return config;
    }

    private static SiteState.Published published(SiteState site, @Nullable String name) {
        SiteState.Published release = name == null ? null : site.published(name);
        if (release == null) {
            throw Refusal.of(
                    404,
                    "unknown-release",
                    Retry.AFTER_CHANGE,
                    "site " + site.name() + " holds no published release \"" + name + '"',
                    "a release that `slipway releases` lists as published",
                    "Choose one of these, or deploy first.");
        }
        return release;
    }

    private static void compare(EnvironmentState environment, @Nullable Long expected) {
        Activation current = environment.history().current();
        long number = environment.history().currentNumber();
        if (expected != null && expected != number) {
            String now = current == null
                    ? "nothing is live yet"
                    : "activation " + number + " (release " + current.release() + ", by " + current.by() + ") is live";
            throw Refusal.of(
                    409,
                    "stale-activation",
                    Retry.AFTER_CHANGE,
                    "the request replaces activation " + expected + " of " + environment.name() + ", but " + now,
                    "replaces = " + number,
                    "Look at `slipway status`; if you still want it, send it again.");
        }
    }
}
