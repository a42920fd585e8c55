package dev.slipway.control;

import dev.slipway.api.Json;
import dev.slipway.api.Problem;
import io.javalin.http.Context;

/** Answers of the control API. */
final class Answers {
    private Answers() {}

    static void json(Context ctx, int status, Object value) {
        ctx.status(status).contentType("application/json").result(Json.write(value));
    }

    static void problem(Context ctx, Problem problem) {
        ctx.status(problem.status()).contentType(Problem.MEDIA_TYPE).result(Json.write(problem));
    }
}
