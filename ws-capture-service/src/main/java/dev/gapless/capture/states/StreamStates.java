package dev.gapless.capture.states;

import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.position.StreamId;

/** What the ledger knows of a stream. Both calls block; an interrupt ends them. */
public interface StreamStates {

    /** The state once a report of that window has been applied. */
    StateAnswer after(StreamId stream, String windowId) throws InterruptedException;

    /** Records a fork, or, when another one was recorded meanwhile, tells the state as it is. */
    StateAnswer fork(StreamId stream, ForkNotice notice) throws InterruptedException;
}
