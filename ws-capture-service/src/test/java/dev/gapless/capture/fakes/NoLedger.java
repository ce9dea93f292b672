package dev.gapless.capture.fakes;

import dev.gapless.capture.states.StateAnswer;
import dev.gapless.capture.states.StreamStates;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.position.StreamId;

/** Never answers. */
public final class NoLedger implements StreamStates {

    @Override
    public StateAnswer after(StreamId stream, String windowId) {
        return new StateAnswer.Unavailable("there is none");
    }

    @Override
    public StateAnswer fork(StreamId stream, ForkNotice notice) {
        return new StateAnswer.Unavailable("there is none");
    }
}
