package dev.slipway.exchange;

import dev.slipway.store.ObjectStore;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What every fetch works with.
 *
 * @param mostBytes how long a body may be that is stored
 * @param keeper puts what came into the store
 * @param stored answers from the store
 * @param over told when a fetch can be joined no more
 * @param later runs that when a fetch has taken too long for others to wait
 * @param lookup where those go who have to begin anew
 */
record FetchParts(
        ObjectStore store,
        InstantSource clock,
        long mostBytes,
        Keeper keeper,
        StoredAnswers stored,
        Unshareable unshareable,
        ErrorAnswers errors,
        Consumer<Fetch> over,
        Consumer<Runnable> later,
        Consumer<Asker> lookup) {
    /** Sends it round once more, on its own loop. */
    void again(Asker asker) {
        asker.onLoop(() -> {
            asker.tryAgain();
            lookup.accept(asker);
        });
    }

    /** The same, and it waits for nobody any more. */
    void alone(Asker asker) {
        asker.onLoop(() -> {
            asker.goAlone();
            lookup.accept(asker);
        });
    }
}
