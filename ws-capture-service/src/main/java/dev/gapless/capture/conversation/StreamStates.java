package dev.gapless.capture.conversation;

import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.StreamState;
import dev.gapless.common.position.StreamId;

/** What the ledger knows of a stream. */
interface StreamStates {

    /** The state once a report of that window has been applied. */
    StreamState after(StreamId stream, String windowId) throws StateUnavailableException, InterruptedException;

    /** Records a fork, or, when another one was recorded meanwhile, tells the state as it is. */
    StreamState fork(StreamId stream, ForkNotice notice) throws StateUnavailableException;
}
