package dev.gapless.simulation.actors;

import dev.gapless.capture.session.StreamStateClient;
import dev.gapless.capture.session.StreamStateResult;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.position.StreamId;

/** The simulated source never rewrites its history, so no state is asked for. */
final class NoStates implements StreamStateClient {

    @Override
    public StreamStateResult after(StreamId stream, String windowId) {
        return new StreamStateResult.Unavailable("not simulated");
    }

    @Override
    public StreamStateResult fork(StreamId stream, ForkNotice notice) {
        return new StreamStateResult.Unavailable("not simulated");
    }
}
