package dev.slipway.certificates;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with the certificate of a host.
 *
 * @param host the name
 * @param selfSigned whether no authority is asked for it
 * @param validUntil the end of the certificate that there is; null for none
 * @param nextTry when the authority is asked next; null while it is being asked
 * @param lastFailure what failed last, in plain words; null when the last try succeeded
 */
public record AcmeState(
        String host,
        boolean selfSigned,
        @Nullable Instant validUntil,
        @Nullable Instant nextTry,
        @Nullable String lastFailure) {}
