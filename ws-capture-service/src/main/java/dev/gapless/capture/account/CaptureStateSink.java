package dev.gapless.capture.account;

import dev.gapless.common.message.CaptureState;

/** Hears how each account's capture stands. Never blocks and never throws. */
@FunctionalInterface
interface CaptureStateSink {

    void report(CaptureState state);
}
