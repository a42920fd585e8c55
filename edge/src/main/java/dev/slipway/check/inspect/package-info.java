/** {@code check inspect}: a lint of the answers that a site really gives, one file of rules for each subject. */
@NullMarked
package dev.slipway.check.inspect;

import org.jspecify.annotations.NullMarked;
