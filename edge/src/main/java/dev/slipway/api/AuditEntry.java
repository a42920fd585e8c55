package dev.slipway.api;

import java.time.Instant;

/**
 * One change that was asked of the control API.
 *
 * @param at when
 * @param by the token's name
 * @param action such as {@code activate}
 * @param subject what it was about: {@code shop/production}
 * @param outcome {@code done} or the problem's code
 * @param detail in words
 */
public record AuditEntry(Instant at, String by, String action, String subject, String outcome, String detail) {}
