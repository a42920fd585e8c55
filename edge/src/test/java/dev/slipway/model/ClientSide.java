package dev.slipway.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.slipway.body.Body;
import dev.slipway.body.BodySink;
import dev.slipway.body.BodyStream;
import dev.slipway.exchange.Answer;
import dev.slipway.exchange.Responder;
import dev.slipway.http.Fields;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.ResponseHead;
import dev.slipway.model.Contents.Expected;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One client at the place of the gate: takes its answer, and has it judged as it comes. */
final class ClientSide implements Responder {
    private final Ask ask;
    private final @Nullable Kept required;
    private final Tale tale;
    private final LongSupplier clock;
    private final StringBuilder body = new StringBuilder();

    private @Nullable Answer answer;
    private List<Expected> expected = List.of();
    private @Nullable BodyStream coming;
    private @Nullable Runnable giveUp;
    private boolean gone;

    ClientSide(Tale tale, Ask ask, @Nullable Kept required, LongSupplier clock) {
        this.tale = tale;
        this.ask = ask;
        this.required = required;
        this.clock = clock;
    }

    static Lines lines(Fields fields) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            lines.add(fields.name(i));
            lines.add(fields.value(i));
        }
        return new Lines(lines);
    }

    static Fields fields(Lines lines) {
        return Fields.of(lines.namesAndValues().toArray(String[]::new));
    }

    Ask ask() {
        return ask;
    }

    @Override
    public void interim(ResponseHead head) {
        tale.differs().accept(new Difference("an interim response that the app did not send"));
    }

    @Override
    public void onGone(Runnable give) {
        giveUp = give;
    }

    @Override
    public void answer(Answer given) {
        if (gone) {
            drop(given);
            return;
        }
        if (answer != null) {
            tale.differs().accept(new Difference("#" + ask.step + " is answered twice"));
            return;
        }
        answer = given;
        PreparedHead head = given.head();
        Out out = new Out(head.status(), lines(head.fields()));
        tale.dialogue().say("edge to client #" + ask.step + ": ", out);
        try {
            expected = tale.judge().check(ask, out, required, clock.getAsLong());
        } catch (RuntimeException e) {
            tale.differs().accept(e);
        }
        switch (given.body()) {
            case Body.None none -> end(true);
            case Body.Bytes bytes -> {
                take(bytes.bytes());
                end(true);
            }
            case Body.Streamed streamed -> {
                coming = streamed.stream();
                streamed.stream().start(new Sink());
            }
            case Body.FilePart part -> tale.differs().accept(new Difference("a file"));
        }
    }

    private static void drop(Answer given) {
        switch (given.body()) {
            case Body.None none -> {}
            case Body.FilePart part -> {}
            case Body.Bytes bytes -> bytes.bytes().release();
            case Body.Streamed streamed -> streamed.stream().cancel();
        }
        given.done().done(0, false);
    }

    private void take(ByteBuf bytes) {
        body.append(bytes.toString(ISO_8859_1));
        bytes.release();
    }

    private void end(boolean whole) {
        Answer given = Objects.requireNonNull(answer);
        ask.over = true;
        giveUp = null;
        coming = null;
        try {
            Expected.checkOne(expected, body.toString(), whole);
            long length = given.head().contentLength();
            if (whole && length >= 0 && length != body.length() && !ask.method.equals("HEAD")) {
                throw new Difference("Content-Length " + length + " of " + body.length() + " bytes");
            }
        } catch (RuntimeException e) {
            tale.differs().accept(e);
        }
        given.done().done(body.length(), whole);
    }

    /** Closes the connection. */
    void leave() {
        tale.dialogue().say("client #" + ask.step + " leaves");
        gone = true;
        ask.over = true;
        if (giveUp != null) {
            giveUp.run();
        }
        if (coming != null) {
            coming.cancel();
        }
        if (answer != null) {
            answer.done().done(body.length(), false);
        }
    }

    private final class Sink implements BodySink {
        @Override
        public boolean data(ByteBuf bytes) {
            if (gone) {
                bytes.release();
                return false;
            }
            take(bytes);
            return true;
        }

        @Override
        public void end(Fields trailers) {
            if (!gone) {
                ClientSide.this.end(true);
            }
        }

        @Override
        public void fail(Throwable reason) {
            if (!gone) {
                ClientSide.this.end(false);
            }
        }
    }
}
