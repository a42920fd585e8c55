/**
 * The command line: each verb parses, sends and prints.
 */
@NullMarked
package dev.slipway.cli;

import org.jspecify.annotations.NullMarked;
