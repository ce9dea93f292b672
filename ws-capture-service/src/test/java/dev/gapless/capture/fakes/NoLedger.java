package dev.gapless.capture.fakes;

import dev.gapless.capture.session.StreamStateClient;
import dev.gapless.capture.session.StreamStateResult;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.position.StreamId;

/** Never answers. */
public final class NoLedger implements StreamStateClient {

    @Override
    public StreamStateResult after(StreamId stream, String windowId) {
        return new StreamStateResult.Unavailable("there is none");
    }

    @Override
    public StreamStateResult fork(StreamId stream, ForkNotice notice) {
        return new StreamStateResult.Unavailable("there is none");
    }
}
