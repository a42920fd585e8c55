package dev.slipway.exchange;

import dev.slipway.body.Body;

/** What becomes of a body that nobody will send. */
final class Bodies {
    private Bodies() {}

    static void drop(Body body) {
        switch (body) {
            case Body.None none -> {}
            case Body.FilePart part -> {}
            case Body.Bytes bytes -> bytes.bytes().release();
            case Body.Streamed streamed -> streamed.stream().cancel();
        }
    }
}
