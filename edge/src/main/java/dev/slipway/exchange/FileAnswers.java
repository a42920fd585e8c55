package dev.slipway.exchange;

import dev.slipway.body.Body;
import dev.slipway.http.ByteRanges;
import dev.slipway.http.Conditions;
import dev.slipway.http.Fields;
import dev.slipway.http.MultipartRanges;
import dev.slipway.http.PreparedHead;
import dev.slipway.http.RequestHead;
import dev.slipway.http.ResponseHead;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The condition and the range of a request, judged against what is ready to send (RFC 9110 §13 and §14). */
final class FileAnswers {
    private final ErrorAnswers errors;

    FileAnswers(ErrorAnswers errors) {
        this.errors = errors;
    }

    /** Whether the method is one that files answer; answers 405 or the options where it is not. */
    boolean isOffered(Exchange exchange) {
        if (exchange.head().isGetOrHead()) {
            return true;
        }
        Fields allow = Fields.of("Allow", "GET, HEAD, OPTIONS");
        if (exchange.head().method().equals("OPTIONS")) {
            exchange.answer(
                    new PreparedHead(new ResponseHead(204, allow), PreparedHead.NO_LENGTH),
                    Body.NONE,
                    Outcome.REFUSED,
                    "options");
        } else {
            errors.answer(exchange, 405, "method-not-offered", allow);
        }
        return false;
    }

    /** Answers with that file. */
    void answer(Exchange exchange, Representation file, Outcome outcome) {
        RequestHead request = exchange.head();
        switch (Conditions.evaluate(request.method(), request.fields(), file.tag(), file.unmodifiedSince())) {
            case PROCEED -> proceed(exchange, file, outcome);
            case NOT_MODIFIED -> exchange.answer(file.notModified(), Body.NONE, outcome, "not-modified");
            case PRECONDITION_FAILED -> errors.answer(exchange, 412, "precondition-failed");
        }
    }

    private void proceed(Exchange exchange, Representation file, Outcome outcome) {
        RequestHead request = exchange.head();
        String range = request.fields().get("Range");
        if (range == null || !Conditions.rangeApplies(request.fields(), file.tag(), file.modified())) {
            whole(exchange, file, outcome);
            return;
        }
        switch (ByteRanges.select(request.method(), range, file.size())) {
            case ByteRanges.Selection.Whole whole -> whole(exchange, file, outcome);
            case ByteRanges.Selection.Satisfiable parts -> parts(exchange, file, parts.ranges(), outcome);
            case ByteRanges.Selection.Unsatisfiable none ->
                errors.answer(
                        exchange,
                        416,
                        "range-not-satisfiable",
                        Fields.of("Content-Range", ByteRanges.unsatisfiedContentRange(file.size())));
        }
    }

    private static void whole(Exchange exchange, Representation file, Outcome outcome) {
        exchange.answer(file.whole(), file.part(0, file.size()), outcome, "");
    }

    private static void parts(Exchange exchange, Representation file, List<ByteRanges.Range> ranges, Outcome outcome) {
        if (ranges.size() > 1) {
            multipart(exchange, file, ranges, outcome);
            return;
        }
        ByteRanges.Range range = ranges.getFirst();
        Fields fields = file.whole().fields().toBuilder()
                .add("Content-Range", range.contentRange(file.size()))
                .build();
        PreparedHead head = new PreparedHead(new ResponseHead(206, fields), range.length());
        exchange.answer(head, file.part(range.first(), range.length()), outcome, "range");
    }

    private static void multipart(
            Exchange exchange, Representation file, List<ByteRanges.Range> ranges, Outcome outcome) {
        String mediaType =
                java.util.Objects.requireNonNullElse(file.whole().fields().get("Content-Type"), "");
        MultipartRanges format = MultipartRanges.of(ThreadLocalRandom.current().nextLong(), mediaType, file.size());
        Fields fields = file.whole().fields().toBuilder()
                .set("Content-Type", format.contentType())
                .build();
        long length = format.bodyLength(ranges);
        Body body = new Body.Streamed(new RangesBody(file, ranges, format), length);
        exchange.answer(new PreparedHead(new ResponseHead(206, fields), length), body, outcome, "ranges");
    }
}
