package dev.slipway.model;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The corridor against the model: every run from seed 1 takes the same steps, save for those over sockets.
 *
 * <p>What it notices: with each of these mistakes made in the main code, one at a time, the walk from seed 1 found a
 * difference, after so many steps.
 *
 * <pre>
 *       5  s-maxage is not read
 *      13  Vary selects nothing
 *      26  the app sees parameters that the key leaves out
 *      63  soft purges are forgotten
 *      89  If-Range is not looked at
 *     109  an unsafe request makes its own target stale only
 *     123  fresh for a second too long
 *     129  only-if-cached asks
 *     135  a 304 does not update the fields
 *     135  groups are not invalidated
 *     143  an unsafe request makes nothing stale
 *     214  private is stored
 *     301  personal requests get what is not for everybody
 *     307  a client cannot ask for what is new by the letter
 *     325  what was stored by the letter sets cookies under the safe defaults
 *     432  a 304 about another tag updates
 *     517  what is invalid stands in for an app that fails
 *     517  a HEAD that contradicts makes nothing stale
 *     541  a range ends a byte early
 *     585  the delay of the response does not count for Age
 *     634  stale-while-revalidate has no end
 *     690  what a 304 brings for one user is stored
 *   1,017  a clock set back makes younger
 *   1,292  who asks after a purge joins a fetch from before it
 *   1,343  must-revalidate does not hold when the app fails
 *   1,403  a body that broke off is stored
 *   1,420  a purge does not reach fetches under way
 *   1,916  fresh for a second too short
 *   1,931  never is not obeyed
 *   2,709  of several that match, the oldest is used
 *   2,780  a HEAD that varies otherwise makes nothing stale
 *   3,718  who waits gets any variant
 *   5,473  Set-Cookie is stored by the safe defaults
 *   6,278  a purge does not reach validations under way
 *  10,647  a disguised HEAD describes
 *  46,115  what is stored shows cookies that the live route does not name
 * 216,626  another variant stands in for an app in trouble
 *   7,765  a restart forgets soft purges of what is on disk (on disk)
 *   7,868  purges by label are lost by a restart (on disk)
 *  13,882  the journal of purges is not read (on disk)
 * </pre>
 *
 * <p>Not found was a HEAD that stores cookies which the route does not name: what is stored is shown without them.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS) // ./dev check walks for minutes
class ModelTest {
    private static final long STEPS = Long.getLong("slipway.model.steps", 100_000);
    private static final long SEED = Long.getLong("slipway.model.seed", 1);
    private static final int STEPS_OF_A_WALK = 10_000;
    private static final long ENOUGH = 64 << 20;
    private static final long TOO_LITTLE = 600;

    @TempDir
    Path folder;

    private int walks;

    @Test
    void inMemory() {
        walk("in memory", STEPS, false, tale -> new World(tale, null, ENOUGH));
    }

    @Test
    void whereNothingStaysLong() {
        walk("with little room", STEPS / 10, true, tale -> new World(tale, null, TOO_LITTLE));
    }

    @Test
    void withRestarts() {
        walk("on disk", STEPS / 20, false, tale -> new World(tale, own(), ENOUGH));
    }

    @Test
    void overSockets() {
        walk("over sockets", STEPS / 20, false, tale -> new Sockets(tale, own()));
    }

    private Path own() {
        return folder.resolve("walk-" + walks);
    }

    private void walk(String what, long steps, boolean evicts, Walk.Maker maker) {
        long demanded = 0;
        long started = System.nanoTime();
        for (long done = 0; done < steps; done += STEPS_OF_A_WALK) {
            walks++;
            try (Walk walk = new Walk(SEED + done, evicts, maker)) {
                walk.walk(Math.min(STEPS_OF_A_WALK, steps - done));
                walk.end();
                demanded += walk.demanded();
            }
        }
        long seconds = (System.nanoTime() - started) / 1_000_000_000;
        System.out.println("model " + what + ": " + steps + " steps, of which " + demanded
                + " had to be answered without the app, in " + seconds + " s");
    }
}
