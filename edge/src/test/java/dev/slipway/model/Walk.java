package dev.slipway.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A random walk: requests, answers, purges, activations, restarts, moved clocks, each step judged. */
final class Walk implements AutoCloseable {
    private final long seed;
    private final Dice dice;
    private final Book book;
    private final Dialogue dialogue = new Dialogue();
    private final Place place;
    private long steps;
    private long demanded;
    private @Nullable RuntimeException difference;

    /** Makes the place of a walk, for that tale. */
    interface Maker {
        Place place(Tale tale);
    }

    /** @param evicts whether the cache has so little room that anything may be gone at any time */
    Walk(long seed, boolean evicts, Maker maker) {
        this.seed = seed;
        this.dice = new Dice(seed);
        this.book = new Book(evicts);
        this.place = maker.place(new Tale(book, new Judge(book), dice, dialogue, this::differs));
    }

    /** Walks that many steps; throws an error that tells what was said where the edge differs from the model. */
    void walk(long count) {
        long end = steps + count;
        while (steps < end) {
            steps++;
            try {
                step();
                place.settle();
            } catch (RuntimeException e) {
                differs(e);
            }
            if (difference != null) {
                throw new AssertionError(
                        "seed " + seed + ", step " + steps + ": " + difference.getMessage() + "\n" + dialogue,
                        difference);
            }
            if (steps % 64 == 0) {
                var waiting = place.forget(steps - 64);
            }
        }
    }

    private void differs(RuntimeException e) {
        difference = difference == null ? e : difference;
    }

    private void step() {
        int kind = dice.below(1000);
        if (kind < 780) {
            request();
        } else if (kind < 920) {
            var unused = place.goOn();
        } else if (kind < 970) {
            clock();
        } else if (kind < 975) {
            place.leave();
        } else if (kind < 990) {
            purge();
        } else if (kind < 998) {
            int route = dice.below(Setting.ROUTES.size());
            activate(route, dice.permille(500) ? Policy.ALL.get(route) : dice.one(Policy.ALL));
        } else if (place.isOnDisk() && dice.permille(300)) {
            restart();
        }
    }

    private void request() {
        String host = dice.host();
        String target = dice.target();
        Ask ask = new Ask(
                steps, dice.method(), host, target, dice.request(host, steps), place.route(target), book.next());
        dialogue.say(ask);
        Kept required = book.required(ask, place.millis());
        demanded += required == null ? 0 : 1;
        place.send(ask, required);
        if (required != null && !ask.calls.isEmpty()) {
            differs(new Difference("the app was asked, although this is fresh and usable: " + required + " of "
                    + book.under(ask.key())));
        }
    }

    private void clock() {
        long by = dice.permille(800) ? dice.below(4000) : 1000L * dice.below(100);
        by = dice.permille(100) ? -by : dice.permille(30) ? 3_600_000L * dice.below(30) : by;
        dialogue.say("the clock moves by " + by + " ms");
        place.move(by);
    }

    private void purge() {
        String kind = dice.one(List.of("key", "key", "prefix", "tag", "tag", "route", "everything"));
        String environment = dice.permille(800) ? "production" : "staging";
        String value = switch (kind) {
            case "key" -> Ask.key(dice.host(), dice.target());
            case "prefix" -> "http://shop.localhost" + dice.one(List.of("/", "/a", "/a/1", "/b/"));
            case "tag" -> "t" + (1 + dice.below(3));
            case "route" -> dice.one(Setting.ROUTES);
            default -> "";
        };
        boolean hard = dice.permille(400);
        dialogue.say("purge " + kind + " " + value + " of " + environment + (hard ? ", hard" : ", soft"));
        book.purge(kind, value, environment, hard);
        place.purge(kind, value, environment, hard);
    }

    private void activate(int route, Policy policy) {
        dialogue.say("activation: route " + Setting.ROUTES.get(route) + " is " + policy);
        for (String environment : List.of("production", "staging")) {
            book.purge("route", Setting.ROUTES.get(route), environment, false);
        }
        place.activate(route, policy);
    }

    private void restart() {
        while (place.goOn()) {
            place.settle();
        }
        dialogue.say("restart");
        place.restart();
        book.restarted();
    }

    /** How many requests had to be answered without the app. */
    long demanded() {
        return demanded;
    }

    /** Ends what is under way; every request must have been answered. */
    void end() {
        while (place.goOn()) {
            place.settle();
        }
        walk(0);
        if (difference != null || place.forget(steps) > 0) {
            throw new AssertionError("seed " + seed + ": never answered, or " + difference + "\n" + dialogue);
        }
    }

    @Override
    public void close() {
        place.close();
    }
}
