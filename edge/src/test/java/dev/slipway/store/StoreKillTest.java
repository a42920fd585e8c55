package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Reuse.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} while a store is written to and purged: what comes back is whole, and no older than was acknowledged. */
class StoreKillTest {
    private static final int KILLS = 6;
    private static final int PURGES = 300;

    @TempDir
    Path temp;

    /** The oldest version of each page that may be there, and that may be used without asking. */
    private final Map<Integer, Integer> oldest = new HashMap<>();

    private final Map<Integer, Integer> oldestGood = new HashMap<>();
    private int latest = 1;

    @Test
    void nothingPurgedComesBack() throws IOException, InterruptedException {
        int found = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Path acknowledgements = temp.resolve("acknowledged" + kill);
            Process process = StoreProcess.start(
                    acknowledgements, "churn", temp.resolve("cache").toString(), Integer.toString(latest));
            try {
                while (process.isAlive() && lines(acknowledgements).size() < PURGES * (kill + 1)) {
                    Thread.onSpinWait();
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
            lines(acknowledgements).forEach(this::acknowledged);
            found += check();
        }
        assertThat(found).as("something comes back, mostly").isGreaterThan(KILLS * 10);
    }

    /** All whole lines. */
    private static List<String> lines(Path file) throws IOException {
        String text = Files.readString(file, UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private void acknowledged(String line) {
        assertThat(line).matches("(SOFT|HARD) \\d+ \\d+");
        String[] words = line.split(" ", -1);
        int page = Integer.parseInt(words[1]);
        int version = Integer.parseInt(words[2]);
        oldestGood.merge(page, version, Math::max);
        if (words[0].equals("HARD")) {
            oldest.merge(page, version, Math::max);
        }
        latest = Math.max(latest, version + 1);
    }

    private int check() throws IOException {
        try (ObjectStore store = ObjectStore.open(Samples.onDisk(temp.resolve("cache")))) {
            store.restored().join();
            int found = 0;
            for (int page = 0; page < StoreProcess.PAGES; page++) {
                for (StoredObject object : store.find(SITE + "/" + page)) {
                    found++;
                    String[] body = Samples.loaded(object).split(" ", -1);
                    assertThat(Integer.parseInt(body[0])).isEqualTo(page);
                    assertThat(body[2]).matches("x*");
                    int version = Integer.parseInt(body[1]);
                    latest = Math.max(latest, version + 1);
                    assertThat(version).isGreaterThanOrEqualTo(oldest.getOrDefault(page, 0));
                    if (object.standing() == Standing.GOOD) {
                        assertThat(version).isGreaterThanOrEqualTo(oldestGood.getOrDefault(page, 0));
                    }
                }
                assertThat(store.find(SITE + "/" + page)).hasSizeLessThan(2);
            }
            return found;
        }
    }
}
