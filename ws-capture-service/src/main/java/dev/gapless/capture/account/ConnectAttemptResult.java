package dev.gapless.capture.account;

import dev.gapless.capture.session.SessionEnd;
import java.time.Duration;

/** What one attempt to capture came to. */
sealed interface ConnectAttemptResult {

    /** There was a connection, and it has ended. */
    record Ended(SessionEnd ending) implements ConnectAttemptResult {}

    /**
     * There was none.
     *
     * @param atLeast the pause that the source asked for; zero when it did not
     */
    record NotConnected(String reason, Duration atLeast) implements ConnectAttemptResult {}

    /** The source does not accept the credential; what was remembered of it is forgotten. */
    record CredentialRefused(int status) implements ConnectAttemptResult {}

    /** One of our own services cannot be asked for what is needed. */
    record NotReady(String reason) implements ConnectAttemptResult {}

    /** An operator has stopped the account's capture. */
    record Withheld() implements ConnectAttemptResult {}

    /** An error of ours ended it. */
    record Broken(String reason) implements ConnectAttemptResult {}

    /** It was not wanted any more. */
    record Stopped() implements ConnectAttemptResult {}
}
