package dev.slipway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.http.Fields;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A body that several read while it comes. Everything happens on the test's own thread. */
class FillingTest {
    private final List<String> wholes = new ArrayList<>();

    private Filling filling(long most) {
        Filling.Keeping keeping = new Filling.Keeping(bytes -> Unpooled.directBuffer(bytes, bytes), most, whole -> {
            wholes.add(whole == null ? "not kept" : whole.toString(StandardCharsets.ISO_8859_1));
            if (whole != null) {
                whole.release();
            }
        });
        return new Filling(new Silent(), Runnable::run, -1, keeping, InstantSource.system());
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    @Test
    void everybodyReadsEverythingFromTheBeginning() {
        Filling filling = filling(100);
        Taker early = new Taker(filling);
        filling.data(bytes("abc"));
        Taker late = new Taker(filling);
        filling.data(bytes("def"));
        filling.end(Fields.EMPTY);
        assertThat(early.text).hasToString("abcdef.");
        assertThat(late.text).hasToString("abcdef.");
        assertThat(wholes).containsExactly("abcdef");
    }

    @Test
    void whoComesAfterAllHaveReadIsTurnedAway() {
        Filling filling = filling(100);
        Taker only = new Taker(filling);
        filling.data(bytes("abc"));
        filling.end(Fields.EMPTY);
        assertThat(only.text).hasToString("abc.");
        assertThat(filling.read(Runnable::run)).isNull();
    }

    @Test
    void whatIsTooLongIsNotKeptAndStillReachesItsReaders() {
        Filling filling = filling(4);
        Taker reader = new Taker(filling);
        String long64 = "x".repeat(64 << 10);
        filling.data(bytes("abc"));
        filling.data(bytes(long64));
        assertThat(filling.read(Runnable::run)).as("the beginning is gone").isNull();
        filling.end(Fields.EMPTY);
        assertThat(reader.text).hasToString("abc" + long64 + ".");
        assertThat(wholes).containsExactly("not kept");
    }

    @Test
    void aBodyThatBreaksOffIsNotKeptAndItsReadersHearOfIt() {
        Filling filling = filling(100);
        Taker reader = new Taker(filling);
        filling.data(bytes("abc"));
        filling.fail(new java.io.EOFException());
        assertThat(reader.text).hasToString("abc!");
        assertThat(wholes).containsExactly("not kept");
    }

    @Test
    void theAppWaitsForTheSlowestReaderOfWhatIsNotKept() {
        Filling filling = filling(4);
        Taker slow = new Taker(filling);
        slow.takes = false;
        boolean more = true;
        for (int i = 0; i < 100 && more; i++) {
            more = filling.data(bytes("x".repeat(64 << 10)));
        }
        assertThat(more).isFalse();
        slow.takes = true;
        slow.resume();
        assertThat(filling.data(bytes("y"))).isTrue();
        filling.end(Fields.EMPTY);
        assertThat(slow.text.toString()).endsWith("y.");
    }

    /** Reads as fast as it may and writes down what it hears. */
    private static final class Taker implements BodySink {
        private final StringBuilder text = new StringBuilder();
        private final FillingReader reader;
        private boolean takes = true;

        Taker(Filling filling) {
            FillingReader given = filling.read(Runnable::run);
            assertThat(given).isNotNull();
            reader = Objects.requireNonNull(given);
            reader.start(this);
        }

        void resume() {
            reader.resume();
        }

        @Override
        public boolean data(ByteBuf bytes) {
            text.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
            return takes;
        }

        @Override
        public void end(Fields trailers) {
            text.append('.');
        }

        @Override
        public void fail(Throwable reason) {
            text.append('!');
        }
    }

    private static final class Silent implements BodyStream {
        @Override
        public void start(BodySink sink) {}

        @Override
        public void resume() {}

        @Override
        public void cancel() {}
    }
}
