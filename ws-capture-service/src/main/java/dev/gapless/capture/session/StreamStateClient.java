package dev.gapless.capture.session;

import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.position.StreamId;

/** Asks the ledger for its state of a stream. Both calls block; an interrupt ends them. */
public interface StreamStateClient {

    /** The state once a report of that window has been applied. */
    StreamStateResult after(StreamId stream, String windowId) throws InterruptedException;

    /** Records a fork, or, when another one was recorded meanwhile, tells the state as it is. */
    StreamStateResult fork(StreamId stream, ForkNotice notice) throws InterruptedException;
}
