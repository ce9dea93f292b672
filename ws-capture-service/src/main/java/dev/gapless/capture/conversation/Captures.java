package dev.gapless.capture.conversation;

import dev.gapless.common.message.CaptureAssignment;

/** Begins the capture of an account. */
public interface Captures {

    /** @param epoch the generation of the group in which the account's partition was given to this process */
    AccountCapture begin(CaptureAssignment assignment, long epoch);
}
