package dev.slipway.store;

import static dev.slipway.store.Samples.SITE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cache.Reuse.Standing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} while a store is written to and purged: what comes back is whole, and no older than was acknowledged. */
class StoreKillTest {
    private static final int KILLS = 4;
    private static final int PURGES = 200;

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
            Process process = StoreProcess.start("churn", temp.resolve("cache").toString(), Integer.toString(latest));
            try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                for (int i = 0; i < PURGES * (kill + 1); i++) {
                    acknowledged(output.readLine());
                }
                // By its handle: the process itself would close what is still to be read.
                assertThat(process.toHandle().destroyForcibly()).isTrue();
                output.lines().forEach(this::acknowledged);
            } finally {
                process.destroyForcibly().waitFor();
            }
            found += check();
        }
        assertThat(found).as("something comes back").isPositive();
    }

    private void acknowledged(String line) {
        if (!line.endsWith(".")) {
            return; // killed while it said so
        }
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
