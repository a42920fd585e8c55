package dev.slipway.bench;

import dev.slipway.cache.CacheKeys;
import dev.slipway.cache.CachePolicy;
import dev.slipway.cache.CacheRequest;
import dev.slipway.cache.Plan;
import dev.slipway.cache.RequestDirectives;
import dev.slipway.cache.Reuse;
import dev.slipway.cache.Selection;
import dev.slipway.cache.StoredResponse;
import dev.slipway.http.Fields;
import dev.slipway.store.ObjectHead;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreConfig;
import dev.slipway.store.StoredObject;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a hit needs besides: its key made, its object found among 100,000, its freshness decided. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CachePath {
    private static final int OBJECTS = 100_000;
    private static final long NOW = 1_795_000_000_000L;

    /** A store in memory, full of small pages. */
    @State(Scope.Benchmark)
    public static class Stored {
        private final CacheKeys keys = new CacheKeys(CachePolicy.DEFAULT);
        private @Nullable ObjectStore store;
        private @Nullable CacheRequest request;
        private @Nullable StoredResponse response;
        private int next;

        @Setup(Level.Trial)
        public void fill() throws IOException {
            ObjectStore filled = ObjectStore.open(new StoreConfig(
                    64 << 20,
                    1L << 30,
                    null,
                    0,
                    null,
                    Executors.newVirtualThreadPerTaskExecutor(),
                    InstantSource.system()));
            store = filled;
            Fields fields = Fields.of("Content-Type", "text/html", "Cache-Control", "max-age=600", "ETag", "\"1\"");
            for (int i = 0; i < OBJECTS; i++) {
                ByteBuf body = Objects.requireNonNull(filled.allocate(100)).writeZero(100);
                StoredResponse stored = new StoredResponse(200, fields, Selection.ALL, NOW, NOW, null);
                List<ObjectHead.Form> forms = List.of(new ObjectHead.Form("", 100));
                Objects.requireNonNull(
                        filled.insert(new ObjectHead(key(i), stored, Set.of(), forms), body, filled.sequence()));
            }
            Fields asked = Fields.of("Accept-Encoding", "gzip, br", "Accept", "*/*");
            request = new CacheRequest("GET", key(1), asked, false, RequestDirectives.of(asked));
            response = new StoredResponse(200, fields, Selection.ALL, NOW, NOW, null);
        }

        private String key(int number) {
            return keys.key("https", "shop.example", "/products/" + number + "?page=1");
        }

        @TearDown(Level.Trial)
        public void close() {
            Objects.requireNonNull(store).close();
        }
    }

    @Benchmark
    public String key(Stored stored) {
        return stored.key(stored.next++ & 0xffff);
    }

    @Benchmark
    public List<StoredObject> keyAndLookUp(Stored stored) {
        return Objects.requireNonNull(stored.store).find(stored.key(stored.next++ & 0xffff));
    }

    @Benchmark
    public Plan freshness(Stored stored) {
        return Reuse.plan(
                Objects.requireNonNull(stored.request),
                stored.response,
                false,
                Reuse.Standing.GOOD,
                CachePolicy.DEFAULT,
                NOW + 5_000);
    }
}
