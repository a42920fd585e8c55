/**
 * The bytes we keep for the app: in memory under a strict budget, behind that on disk, purged by key, prefix and label.
 *
 * <p>Threads: {@code find}, {@code allocate}, {@code insert}, {@code update}, {@code addForms}, {@code remove}, {@code
 * invalidate} and everything of {@code StoredObject} may be called on an event loop: they hold locks for moments only and
 * touch no disk. {@code open}, {@code purge} and {@code close} may block on the disk. What the disk does runs on the
 * executor for blocking work; futures complete there.
 */
@NullMarked
package dev.slipway.store;

import org.jspecify.annotations.NullMarked;
