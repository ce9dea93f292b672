package dev.gapless.capture.supervision;

import dev.gapless.capture.conversation.Ending;
import java.time.Duration;

/** What one attempt to capture came to. */
sealed interface Outcome {

    /** There was a connection, and it has ended. */
    record Ended(Ending ending) implements Outcome {}

    /**
     * There was none.
     *
     * @param atLeast the pause that the source asked for; zero when it did not
     */
    record NotConnected(String reason, Duration atLeast) implements Outcome {}

    /** The source does not accept the credential; what was remembered of it is forgotten. */
    record CredentialRefused(int status) implements Outcome {}

    /** One of our own services cannot be asked for what is needed. */
    record NotReady(String reason) implements Outcome {}

    /** An error of ours ended it. */
    record Broken(String reason) implements Outcome {}

    /** It was not wanted any more. */
    record Stopped() implements Outcome {}
}
