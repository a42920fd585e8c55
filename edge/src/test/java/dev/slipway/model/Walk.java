package dev.slipway.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A random walk: requests, answers, purges, activations, restarts, moved clocks, each step judged. */
final class Walk implements AutoCloseable {
    private final long seed;
    private final Dice dice;
    private final Book book;
    private final Judge judge;
    private final Dialogue dialogue = new Dialogue();
    private final World world;
    private final AppSide app;
    private final Map<Long, Ask> asks = new HashMap<>();
    private final List<ClientSide> clients = new ArrayList<>();
    private long steps;
    private @Nullable RuntimeException difference;

    /**
     * @param folder of the cache's disk, or null for memory alone
     * @param memoryBytes for bodies; small ones make everything uncertain
     */
    Walk(long seed, @Nullable Path folder, long memoryBytes, boolean evicts) {
        this.seed = seed;
        this.dice = new Dice(seed);
        this.book = new Book(evicts);
        this.judge = new Judge(book);
        AppSide[] made = new AppSide[1];
        this.world = new World(folder, memoryBytes, in -> {
            made[0] = new AppSide(book, dice, dialogue, in::millis, this::ask, in.soon);
            return made[0];
        });
        this.app = made[0];
    }

    private Ask ask(long step) {
        Ask ask = asks.get(step);
        if (ask == null) {
            throw new Difference("the app is asked for #" + step + ", which is long over");
        }
        return ask;
    }

    /** Walks that many steps; throws an error that tells what was said where the edge differs from the model. */
    void walk(long count) {
        long end = steps + count;
        while (steps < end) {
            steps++;
            try {
                step();
                world.settle();
            } catch (RuntimeException e) {
                differs(e);
            }
            if (difference != null) {
                throw new AssertionError(
                        "seed " + seed + ", step " + steps + ": " + difference.getMessage() + "\n" + dialogue,
                        difference);
            }
            forget();
        }
    }

    private void differs(RuntimeException e) {
        difference = difference == null ? e : difference;
    }

    private void step() {
        int kind = dice.below(1000);
        if (kind < 820) {
            request();
        } else if (kind < 920) {
            var unused = app.goOn();
        } else if (kind < 970) {
            clock();
        } else if (kind < 975) {
            leave();
        } else if (kind < 990) {
            purge();
        } else if (kind < 998) {
            int route = dice.below(World.ROUTES.size());
            activate(route, dice.permille(500) ? Policy.ALL.get(route) : dice.one(Policy.ALL));
        } else if (world.isOnDisk() && dice.permille(300)) {
            restart();
        }
    }

    private void request() {
        String host = dice.host();
        String target = dice.target();
        Ask ask = new Ask(
                steps, dice.method(), host, target, dice.request(host, steps), world.route(target), book.next());
        dialogue.say(ask);
        asks.put(steps, ask);
        ClientSide client =
                new ClientSide(ask, book.required(ask, world.millis()), judge, dialogue, world::millis, this::differs);
        clients.add(client);
        world.send(ask, client);
    }

    private void clock() {
        long by = dice.permille(800) ? dice.below(4000) : 1000L * dice.below(100);
        by = dice.permille(100) ? -by : dice.permille(30) ? 3_600_000L * dice.below(30) : by;
        dialogue.say("the clock moves by " + by + " ms");
        world.move(by);
    }

    private void leave() {
        List<ClientSide> waiting =
                clients.stream().filter(client -> !client.ask().over).toList();
        if (!waiting.isEmpty()) {
            dice.one(waiting).leave();
        }
    }

    private void purge() {
        String kind = dice.one(List.of("key", "key", "prefix", "tag", "tag", "route", "everything"));
        String environment = dice.permille(800) ? "production" : "staging";
        String value = switch (kind) {
            case "key" -> Ask.key(dice.host(), dice.target());
            case "prefix" -> "http://shop.localhost" + dice.one(List.of("/", "/a", "/a/1", "/b/"));
            case "tag" -> "t" + (1 + dice.below(3));
            case "route" -> dice.one(World.ROUTES);
            default -> "";
        };
        boolean hard = dice.permille(400);
        dialogue.say("purge " + kind + " " + value + " of " + environment + (hard ? ", hard" : ", soft"));
        book.purge(kind, value, environment, hard);
        world.purge(kind, value, environment, hard);
    }

    private void activate(int route, Policy policy) {
        dialogue.say("activation: route " + World.ROUTES.get(route) + " is " + policy);
        for (String environment : List.of("production", "staging")) {
            book.purge("route", World.ROUTES.get(route), environment, false);
        }
        world.activate(route, policy);
    }

    private void restart() {
        while (app.goOn()) {
            world.settle();
        }
        dialogue.say("restart");
        world.restart();
        book.restarted();
    }

    /** Lets go of what is over, now and then. */
    private void forget() {
        if (steps % 64 == 0) {
            clients.removeIf(client -> client.ask().over);
            asks.values()
                    .removeIf(ask -> ask.over
                            && ask.step < steps - 64
                            && ask.calls.stream().allMatch(call -> call.over));
        }
    }

    /** Ends what is under way; every request must have been answered. */
    void end() {
        while (app.goOn()) {
            world.settle();
        }
        walk(0);
        for (ClientSide client : clients) {
            if (!client.ask().over) {
                throw new AssertionError("seed " + seed + ": never answered: " + client.ask() + "\n" + dialogue);
            }
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
