package dev.gapless.capture.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the ledger on threads of their own: the answer takes its time, and frames do not wait for it. */
final class StateQueryExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(StateQueryExecutor.class);

    /** Something to ask; blocks. */
    @FunctionalInterface
    interface Question {
        StreamStateResult ask() throws InterruptedException;
    }

    private final SessionEventQueue inbox;
    private final List<Thread> asking = new CopyOnWriteArrayList<>();

    StateQueryExecutor(SessionEventQueue inbox) {
        this.inbox = inbox;
    }

    void ask(Question question) {
        asking.removeIf(thread -> !thread.isAlive());
        asking.add(Thread.ofVirtual().name("capture-question").start(() -> {
            try {
                inbox.state(question.ask());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                // without an answer the session would wait for ever
                LOG.error("capture-question-failed", e);
                inbox.state(new StreamStateResult.Unavailable(e.getClass().getSimpleName()));
            }
        }));
    }

    void giveUp() {
        asking.forEach(Thread::interrupt);
    }
}
