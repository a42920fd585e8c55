package dev.slipway.control;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.slipway.api.Json;
import dev.slipway.control.Refusal.Retry;
import io.javalin.http.Context;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON bodies, read strictly: every key is known and comes once, every one that the record does not mark {@code Nullable}
 * is there, nothing is turned from one type into another, and nobody sends more than is allowed.
 */
final class RequestBody {
    /** A draft of a million files, the most there may be, has some 200 MB of JSON. */
    static final long MOST_DRAFT_BYTES = 256L << 20;

    static final long MOST_BYTES = 1L << 20;

    private static final ObjectMapper STRICT = strict();

    private RequestBody() {}

    private static ObjectMapper strict() {
        ObjectMapper mapper = Json.MAPPER
                .copy()
                .setAnnotationIntrospector(new NullableComponents())
                .configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        mapper.setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }

    /** Takes what JSpecify says of a record's components for what a body must have. */
    private static final class NullableComponents extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
            return isRequired(member) ? Boolean.TRUE : super.hasRequiredMarker(member);
        }

        @Override
        public JsonSetter.Value findSetterInfo(Annotated annotated) {
            return annotated instanceof AnnotatedMember member && isRequired(member)
                    ? JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL)
                    : super.findSetterInfo(annotated);
        }

        private static boolean isRequired(AnnotatedMember member) {
            return member instanceof AnnotatedParameter parameter
                    && member.getDeclaringClass().isRecord()
                    && !member.getDeclaringClass()
                            .getRecordComponents()[parameter.getIndex()]
                            .getAnnotatedType()
                            .isAnnotationPresent(Nullable.class);
        }
    }

    /** @throws Refusal 400 when it is malformed, 413 when it is too long; the detail names the key */
    static <T> T read(Context ctx, Class<T> type, long mostBytes) {
        if (ctx.req().getContentLengthLong() > mostBytes) {
            throw tooLong(mostBytes);
        }
        try (InputStream in = new Bounded(ctx.bodyInputStream(), mostBytes)) {
            T value = STRICT.readValue(in, type);
            if (value == null) {
                throw bad("it is null", type);
            }
            return value;
        } catch (TooLongException e) {
            throw tooLong(mostBytes);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof TooLongException) {
                throw tooLong(mostBytes);
            }
            throw bad(where(e) + e.getOriginalMessage(), type);
        } catch (JacksonException e) {
            throw bad(e.getOriginalMessage(), type);
        } catch (IOException e) {
            throw bad("it broke off: " + e.getMessage(), type);
        }
    }

    /** The place of a mistake as {@code files[3].path: }. */
    private static String where(JsonMappingException e) {
        if (e.getPath().isEmpty()) {
            return "";
        }
        return e.getPath().stream()
                        .map(step ->
                                step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                        .collect(Collectors.joining())
                        .substring(1)
                + ": ";
    }

    private static Refusal bad(String detail, Class<?> type) {
        return Refusal.of(
                400,
                "bad-body",
                Retry.AFTER_CHANGE,
                "the body cannot be read: " + detail,
                "JSON as /openapi.json describes " + type.getSimpleName(),
                "Nothing was changed. Mend it and send it again.");
    }

    private static Refusal tooLong(long mostBytes) {
        return Refusal.of(
                413,
                "body-too-long",
                Retry.AFTER_CHANGE,
                "the body is longer than it may be",
                mostBytes + " bytes at most",
                "Nothing was changed. Send less.");
    }

    private static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long most) {
            super(in);
            left = most;
        }

        @Override
        public int read() throws IOException {
            return count(super.read(), 1);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            return count(read, read);
        }

        private int count(int result, int bytes) throws IOException {
            if (result >= 0) {
                left -= bytes;
            }
            if (left < 0) {
                throw new TooLongException();
            }
            return result;
        }
    }
}
