/** Connections of one account, one after the other, for as long as the account is assigned. */
@NullMarked
package dev.gapless.capture.account;

import org.jspecify.annotations.NullMarked;
