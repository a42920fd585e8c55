/**
 * The records and problem details of the control API, and its client. What the command line and the server share.
 */
@NullMarked
package dev.slipway.api;

import org.jspecify.annotations.NullMarked;
