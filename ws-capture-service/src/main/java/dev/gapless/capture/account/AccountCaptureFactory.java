package dev.gapless.capture.account;

import dev.gapless.common.message.CaptureAssignment;
import org.jspecify.annotations.Nullable;

/** Begins the capture of an account. */
public interface AccountCaptureFactory {

    /**
     * @param epoch the generation of the group in which the account's partition was given to this process
     * @param before the account's capture until now, which was told to stop: the new one waits for its end; null when
     *     there is none
     */
    AccountCapture begin(CaptureAssignment assignment, long epoch, @Nullable AccountCapture before);
}
