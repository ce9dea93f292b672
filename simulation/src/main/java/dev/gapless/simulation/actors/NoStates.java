package dev.gapless.simulation.actors;

import dev.gapless.capture.states.StateAnswer;
import dev.gapless.capture.states.StreamStates;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.position.StreamId;

/** The simulated source never rewrites its history, so nobody asks. */
final class NoStates implements StreamStates {

    @Override
    public StateAnswer after(StreamId stream, String windowId) {
        return new StateAnswer.Unavailable("not simulated");
    }

    @Override
    public StateAnswer fork(StreamId stream, ForkNotice notice) {
        return new StateAnswer.Unavailable("not simulated");
    }
}
